// An object that nobody remembers: LeakSanitizer must find it when the program ends.

#include <lockstep/models/native.h>

int main() {
  int* volatile forgotten = lockstep::models::native::create<int>(1);
  forgotten = nullptr;
  return forgotten != nullptr;
}
