#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "child.h"
#include "display.h"
#include "outcome.h"

namespace lockstep::verify::runner {

/// Carries out jobs in children, several at once, and watches over them.
class pool {
 public:
  struct limits {
    unsigned jobs;    // at once
    double patience;  // seconds without a finished execution after which a child hangs
  };

  /// Adds to a result, in the child, what the search has left there.
  using annotation = std::function<void(models::search_result&)>;

  pool(limits l, display& shown, annotation annotate = {})
      : limits_(l), display_(shown), annotate_(std::move(annotate)) {}

  using listener = std::function<void(const outcome&)>;
  /// Told how far a search has come, from time to time if its plan says so, and at its end.
  using keeper = std::function<void(const job&, const models::search_result&)>;
  void keep(keeper k) { keep_ = std::move(k); }

  /// The outcomes in the order of the jobs, each told to `finished` as soon as those before it are known too. After an
  /// interrupt no job is started, and the outcomes end with the last one that was.
  std::vector<outcome> run(const std::vector<job>&, const listener& finished);

 private:
  struct running {
    const job* of;
    std::size_t index;
    std::unique_ptr<child> process;
    std::string hang;        // why this pool killed it, if it did
    bool is_killed = false;  // for an interrupt
    double asked_at = 0;     // when it was asked to stop, in its own seconds
  };

  void start_more(const std::vector<job>&);
  /// Waits for news and takes them in; gives back the index and outcome of each that has ended.
  std::vector<std::pair<std::size_t, outcome>> collect();
  outcome conclude(running&) const;
  void watch(running&) const;
  void show(std::size_t total, std::size_t done) const;

  const limits limits_;
  display& display_;
  const annotation annotate_;
  keeper keep_;
  std::vector<running> running_;
  std::size_t next_ = 0;
};

}  // namespace lockstep::verify::runner
