// A sum too large for its type: UndefinedBehaviorSanitizer must stop the program.

#include <limits>

int main() {
  volatile int large = std::numeric_limits<int>::max();
  large = large + 1;
  return 0;
}
