#pragma once

#include <nlohmann/json.hpp>

#include <lockstep/models/engine.h>

namespace lockstep::verify::runner {

nlohmann::json to_json(const models::failure&);
nlohmann::json to_json(const models::search_result&);
/// Throw nlohmann::json::exception.
models::failure failure_from_json(const nlohmann::json&);
models::search_result result_from_json(const nlohmann::json&);

/// The text of a document, whatever bytes its strings hold.
std::string to_text(const nlohmann::json&, int indent = -1);

}  // namespace lockstep::verify::runner
