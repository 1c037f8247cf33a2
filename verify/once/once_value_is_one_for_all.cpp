// ONCE-6: whoever calls once_value, or a copy of it, gets the one value or the one exception, and by then the function
// is gone (golang/go#68636: kept alive by what had run it). Hunts for a caller that gets in before the value or the
// exception is there, for a second run, and for a function that outlives its run: its end writes `held`, which would
// race with the readers. Witnesses: a caller waited; the function returned; it threw.

#include <memory>
#include <optional>

#include <lockstep/once_func.h>
#include <lockstep/verify/scenario.h>

namespace lockstep::verify::once_value_is_one_for_all {
namespace {

template <policy P>
struct once_value_is_one_for_all {
  static constexpr int threads = 3;

  /// What the function holds. A moved-from one holds nothing.
  class holder {
   public:
    explicit holder(once_value_is_one_for_all& scene) : scene_(&scene) {}
    holder(holder&& other) noexcept : scene_(std::exchange(other.scene_, nullptr)) {}
    holder(const holder&) = delete;
    ~holder() {
      if (scene_ != nullptr) scene_->held.write() -= 1;
    }

   private:
    once_value_is_one_for_all* scene_;
  };

  struct function {
    int operator()() {
      scene.runs.add(1);
      if (scene.calls_under_way.get() > 1) witness("beside_another_call");
      if (choose(2) == 1) throw 2;
      return 1;
    }
    once_value_is_one_for_all& scene;
    holder held;
  };

  typename P::template plain<int> held{1};
  ghost<int> runs;
  ghost<int> calls_under_way;
  ghost<const int*> got[threads];
  std::optional<basic_once_value<P, function>> value;

  void before() { value.emplace(function{*this, holder(*this)}); }

  void thread(int index) {
    calls_under_way.add(1);
    try {
      const int& mine = (*value)();
      check(mine == 1, "the value is not what the function returned");
      got[index].set(&mine);
      witness("returned");
    } catch (const int& mine) {
      check(mine == 2, "the exception is not what the function threw");
      got[index].set(&mine);
      witness("threw");
    }
    calls_under_way.add(-1);
    check(held.read() == 0, "the function has outlived its run");
  }

  void after() {
    check(runs.get() == 1, "not exactly one run");
    for (const auto& g : got) check(g.get() == got[0].get(), "two callers got two objects");
    value.reset();
    check(held.read() == 0, "the function was destroyed twice");
  }
};

const scenario<once_value_is_one_for_all> registered{{.name = "once/once_value_is_one_for_all",
                                                      .claims = "ONCE-6 ONCE-1 ONCE-2",
                                                      .witnesses = "beside_another_call returned threw",
                                                      .graphs = random(10'000, "full: 10^5 executions by estimate"),
                                                      .graphs_thorough = full()}};

}  // namespace
}  // namespace lockstep::verify::once_value_is_one_for_all
