#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <lockstep/models/engine.h>

#include "outcome.h"

namespace lockstep::verify::runner {

/// An interleaving with all that is needed to draw it, the lines of the source among it:
/// {
///   "scenario": "mutex/excludes_others/2x2", "engine": "relacy", "threads": 2,
///   "what": "deadlock",                       empty if it does not fail
///   "replay": "2x0-1",
///   "steps": [{
///     "thread": 0,                            -1: construction, before, after, destruction
///     "what": "load #1: 0, relaxed", "function": "basic_mutex::lock",
///     "file": "core/lockstep/mutex.h", "line": 120, "source": "const std::uint32_t s = …",
///     "blocks": false,                        the thread sleeps until its next step
///     "object": "mutex #1",                   of a step on an atomic object; with
///     "read": "0", "wrote": "1",              what it found and what it left there, and
///     "newest": "3", "from": 7,               of a stale read: what it could have found, and the step that it read
///     "parts": [["locked", true], …]          the word afterwards, by the names of core's bits: flags and counts
///   }]
/// }
nlohmann::json to_trace(const std::string& scenario, const std::string& engine, int threads, const models::failure&);

/// Of each failure that has steps.
std::vector<nlohmann::json> to_traces(const outcome&);

/// Reads one. Throws usage_error.
nlohmann::json read_trace(const std::string& path);

/// A part of a state word as text: "locked", "waiters 2"; nothing if it is zero.
std::string text_of_part(const nlohmann::json& part);

/// The same as columns: a column a thread.
std::string to_columns(const nlohmann::json& trace);

}  // namespace lockstep::verify::runner
