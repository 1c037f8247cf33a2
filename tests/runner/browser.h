#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "program.h"

inline std::string dom_of(const char* browser, const std::string& address) {
  return run(browser, {"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                       "--virtual-time-budget=5000", "--dump-dom", address})
      .output;
}

/// A browser without a window, or null if there is none here that starts.
inline const char* browser() {
  static const char* const found = []() -> const char* {
    for (const char* known : {"/usr/bin/chromium-headless-shell", "/usr/bin/chromium"}) {
      if (std::filesystem::exists(known) && dom_of(known, "about:blank").find("<html>") != std::string::npos)
        return known;
    }
    return nullptr;
  }();
  return found;
}

/// What a page is once its own script, and then `more`, have run.
inline std::string drawn(const std::string& page, const std::string& more = "") {
  std::string text = contents(page);
  const std::string end = "</body>";
  text.replace(text.rfind(end), end.size(), "<script>" + more + "</script>" + end);
  std::ofstream(page) << text;
  return dom_of(browser(), "file://" + page);
}
