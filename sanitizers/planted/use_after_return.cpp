// A waiter lives on the stack of the thread that waits, so a release that comes too late would touch a frame that is
// gone. AddressSanitizer must see that too; it does so only if asked.

#include <atomic>

namespace {

[[gnu::noinline]] std::atomic<int>* frame_of_a_call() {
  std::atomic<int> local{1};
  std::atomic<int>* volatile escaped = &local;
  return escaped;
}

}  // namespace

int main() { return frame_of_a_call()->exchange(0); }
