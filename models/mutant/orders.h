#pragma once

#include <atomic>
#include <vector>

#include <lockstep/models/mutant.h>

namespace lockstep::models {

/// The orders that an operation could have instead of `order` and that ask for less, the strongest first. A
/// compare-exchange that fails is a load.
inline std::vector<std::memory_order> weaker_orders(operation at, std::memory_order order) {
  using enum std::memory_order;
  const bool reads_only = at == operation::load;
  const bool writes_only = at == operation::store;
  std::vector<std::memory_order> weaker;
  if (order == seq_cst && !reads_only && !writes_only) weaker.push_back(acq_rel);
  if ((order == seq_cst || order == acq_rel) && !writes_only) weaker.push_back(acquire);
  if ((order == seq_cst || order == acq_rel) && !reads_only) weaker.push_back(release);
  // A fence without an order is no fence: that fault is `drop`.
  if (order != relaxed && at != operation::fence) weaker.push_back(relaxed);
  return weaker;
}

}  // namespace lockstep::models
