// Wrong on purpose: the flag is set and read without an order, so the data behind it is not published.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::data_race {
namespace {

template <policy P>
struct data_race {
  static constexpr int threads = 2;

  typename P::template plain<int> data{0};
  typename P::template atomic<std::uint32_t> ready{0u};

  void thread(int index) {
    if (index == 0) {
      data.write() = 1;
      ready.store(1, std::memory_order::relaxed);
    } else if (ready.load(std::memory_order::relaxed) == 1) {
      check(data.read() == 1);
    }
  }
};

const scenario<data_race> registered{{.name = "canary/data_race", .claims = "ATOMIC-7", .must_fail = "data race"}};

}  // namespace
}  // namespace lockstep::verify::data_race
