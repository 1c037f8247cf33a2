// Wrong on purpose: one thread frees an object that another still reads. An engine that does not see it sees nothing.

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::use_after_free {
namespace {

template <policy P>
struct use_after_free {
  static constexpr int threads = 2;
  struct box {
    explicit box(std::uint32_t value) : content(value) {}
    typename P::template atomic<std::uint32_t> content;
  };

  typename P::template atomic<box*> shared{nullptr};

  void before() { shared.store(P::template create<box>(1u), std::memory_order::seq_cst); }

  void thread(int index) {
    if (index == 0) {
      if (box* const mine = shared.load(std::memory_order::seq_cst)) mine->content.load(std::memory_order::seq_cst);
    } else {
      P::destroy(shared.exchange(nullptr, std::memory_order::seq_cst));
    }
  }
};

const scenario<use_after_free> registered{
    {.name = "canary/use_after_free", .claims = "", .must_fail = "access to freed memory"}};

}  // namespace
}  // namespace lockstep::verify::use_after_free
