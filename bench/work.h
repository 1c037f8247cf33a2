#pragma once

// What Go's Work rows do between or inside two operations: a number is doubled and halved, a hundred times. Done here
// as Go's compiler has it done: where nothing depends on the number, only the loop is left (MutexWork and the rows of
// WaitGroup, by the disassembly of Go 1.19's).

namespace lockstep::bench {

inline void go_round(int turns) {
  for (int i = 0; i != turns; ++i) asm volatile("" : "+r"(i));
}

inline void double_and_halve(int& number, int times) {
  for (int i = 0; i != times; ++i) {
    number *= 2;
    asm volatile("" : "+r"(number));
    number /= 2;
    asm volatile("" : "+r"(number));
  }
}

}  // namespace lockstep::bench
