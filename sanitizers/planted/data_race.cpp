// Two threads add to an int. ThreadSanitizer must say so, or its silence about anything else is worth nothing.

#include <thread>

int main() {
  int shared = 0;
  std::thread other([&] { ++shared; });
  ++shared;
  other.join();
  return 0;
}
