// Joins what was promised with what was checked. What a claim asks for is in docs/audit.md.

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "audit_report.h"
#include "commands.h"
#include "output_file.h"
#include "page.h"
#include "record.h"
#include "usage_error.h"

namespace lockstep::verify::runner {
namespace {

std::vector<std::string> find_gaps(const evidence& e, const std::vector<claim_evidence>& claims) {
  std::vector<std::string> gaps = e.complaints;
  for (const claim_evidence& c : claims) {
    for (const std::string& gap : c.gaps) gaps.push_back(fmt::format("{} ({}): {}", c.of->id, c.of->kind, gap));
  }
  for (const auto& [id, places] : e.tree.unknown) {
    for (const source_place& p : places) {
      gaps.push_back(fmt::format("{}:{} cites {}, which docs/claims.md does not have", p.file, p.line, id));
    }
  }
  for (const page& p : e.tree.pages) {
    for (const std::string& label : p.missing) gaps.push_back(fmt::format("{} lacks {}", p.file, label));
  }
  for (std::string& difference : differences(read_record(e.tree.root), e)) gaps.push_back(std::move(difference));
  return gaps;
}

int write_new_record(const evidence& e) {
  if (!e.complaints.empty()) {
    for (const std::string& complaint : e.complaints) fmt::print("{}\n", complaint);
    throw usage_error("nothing is recorded of what is not good");
  }
  if (!std::all_of(e.searches.begin(), e.searches.end(), [](const search_run& r) { return r.is_quick; })) {
    throw usage_error("the record is of the quick profile");
  }
  const record now = updated(read_record(e.tree.root), e);
  write_record(e.tree.root, now);
  fmt::print("recorded: {} searches, {} pages, {} mutants\n", now.searches.size(), now.pages.size(),
             now.mutants.size());
  return 0;
}

}  // namespace

int audit(const audit_request& r) {
  const output_file html(r.html), json(r.json);
  const evidence e = gather(r.source, r.files);
  if (r.record) return write_new_record(e);

  const auto claims = judge_claims(e);
  const auto gaps = find_gaps(e, claims);
  for (const std::string& gap : gaps) fmt::print("{}\n", gap);
  const auto kept = std::count_if(claims.begin(), claims.end(), [](const auto& c) { return c.gaps.empty(); });
  const nlohmann::json report = to_json(e, claims, gaps);
  if (json.is_wanted()) json.write(report.dump(1) + "\n");
  if (html.is_wanted()) html.write(to_audit_page(report));
  fmt::print("{}{} of {} claims have what their kind asks for; {} gaps\n", gaps.empty() ? "" : "\n", kept,
             claims.size(), gaps.size());
  return gaps.empty() ? 0 : 1;
}

}  // namespace lockstep::verify::runner
