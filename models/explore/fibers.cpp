#include "fibers.h"

#include <cxxabi.h>
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <new>

// The parts of Boost.Context below boost::context::fiber: that one unwinds what it gives up, by an exception, which
// costs more than the execution did.
#include <boost/context/detail/fcontext.hpp>

namespace lockstep::models::exploring {

namespace {
constexpr std::size_t page = 4096;
}

fibers::fibers() {
  constexpr std::size_t size = (max_threads + 1) * (stack_size + page);
  void* const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  stacks_ = static_cast<std::byte*>(memory);
  // Below each stack a page that faults.
  for (std::size_t i = 0; i != max_threads + 1; ++i) mprotect(stacks_ + i * (stack_size + page), page, PROT_NONE);
}

fibers::~fibers() { munmap(stacks_, (max_threads + 1) * (stack_size + page)); }

void fibers::begin(unsigned f, void (*body)()) {
  namespace context = boost::context::detail;
  fiber& it = all_[f];
  it.body = body;
  it.in_flight = {};
  std::byte* const top = stacks_ + (f + 1) * (stack_size + page);
  it.context = context::make_fcontext(top, stack_size, [](context::transfer_t from) {
    auto& [before, self] = *static_cast<std::pair<fiber*, fiber*>*>(from.data);
    before->context = from.fctx;
    self->body();
    std::abort();
  });
}

void fibers::switch_to(unsigned to) {
  namespace context = boost::context::detail;
  std::pair<fiber*, fiber*> both{&all_[current_], &all_[to]};
  std::memcpy(both.first->in_flight.bytes, abi::__cxa_get_globals(), sizeof(exceptions));
  std::memcpy(static_cast<void*>(abi::__cxa_get_globals()), both.second->in_flight.bytes, sizeof(exceptions));
  current_ = to;
  const context::transfer_t from = context::jump_fcontext(both.second->context, &both);
  static_cast<std::pair<fiber*, fiber*>*>(from.data)->first->context = from.fctx;
}

}  // namespace lockstep::models::exploring
