#pragma once

#include <lockstep/sync.h>
#include <lockstep/verify/counted.h>

namespace lockstep::tests {

using verify::cost;
using verify::cost_of;
using verify::counted;
using verify::spent;

using counting_memory = counted<models::native_memory>;

struct counting : counted<models::native> {
  using semaphore = basic_semaphore<counting_memory>;
  using notify_list = basic_notify_list<counting_memory>;
};
static_assert(policy<counting>);

}  // namespace lockstep::tests
