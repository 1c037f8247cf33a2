#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "program.h"

/// A browser without a window, or null if there is none here.
inline const char* browser() {
  for (const char* known : {"/usr/bin/chromium-headless-shell", "/usr/bin/chromium"}) {
    if (std::filesystem::exists(known)) return known;
  }
  return nullptr;
}

/// What a page is once its own script, and then `more`, have run.
inline std::string drawn(const std::string& page, const std::string& more = "") {
  std::string text = contents(page);
  const std::string end = "</body>";
  text.replace(text.rfind(end), end.size(), "<script>" + more + "</script>" + end);
  std::ofstream(page) << text;
  return run(browser(), {"--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom",
                         "file://" + page})
      .output;
}
