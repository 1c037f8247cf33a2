// Wrong on purpose: an object is destroyed, its memory kept, and touched once more. Needs a build that keeps what
// destructors write (-fno-lifetime-dse).

#include <new>

#include <lockstep/verify/scenario.h>

namespace lockstep::verify::use_after_destruction {
namespace {

template <policy P>
struct use_after_destruction {
  static constexpr int threads = 2;
  using word = typename P::template atomic<std::uint32_t>;

  alignas(word) std::byte storage[sizeof(word)];
  word* object = ::new (storage) word(0u);
  word finished{0u};

  void thread(int index) {
    if (index == 0) {
      object->fetch_add(1, std::memory_order::seq_cst);
    } else {
      object->~word();
    }
    if (finished.fetch_add(1, std::memory_order::seq_cst) == 1) ::new (storage) word(0u);
  }

  ~use_after_destruction() { object->~word(); }
};

const scenario<use_after_destruction> registered{
    {.name = "canary/use_after_destruction", .claims = "", .must_fail = "access to freed memory"}};

}  // namespace
}  // namespace lockstep::verify::use_after_destruction
