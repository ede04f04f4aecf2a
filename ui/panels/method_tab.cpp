// The Method tab: the experiment's page with its formulas, its paper and its claims.
#include "ui/panels/method_tab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <string>

#include "core/base/text.hpp"
#include "ui/panels/layout_dump.hpp"
#include "ui/panels/page.hpp"
#include "ui/panels/words.hpp"
#include "ui/shell/backstage.hpp"
#include "ui/shell/workspace.hpp"

namespace thalweg::ui {
namespace {

/// Claims that were opened or closed by hand; those that fall short are open by themselves.
std::map<std::string, bool>& unfolded() {
  static std::map<std::string, bool> held;
  return held;
}

void heading(Column& column, std::string_view text) {
  column.gap(px(10));
  put_text(column.take(px(26)), Align::left, Font::strong, colour(Role::text), text);
}

float paragraph(Column& column, Font which, Role role, const std::string& text, float indent = 0) {
  if (text.empty()) return 0;
  const float height = put_paragraph({column.x + indent, column.y}, column.width - indent, which,
                                     colour(role), text);
  column.gap(height + px(4));
  return height;
}

/// "https://arxiv.org/abs/2401.12253" for a paper that names its number; else empty.
std::string link_of(const std::string& paper) {
  const auto at = paper.find("arXiv:");
  if (at == std::string::npos) return {};
  const auto end = paper.find_first_of(" ,;)", at);
  return "https://arxiv.org/abs/" + paper.substr(at + 6, end - at - 6);
}

void draw_paper(Workspace& ws, Column& column, const Experiment& experiment) {
  if (experiment.paper.empty()) return;
  heading(column, "Paper");
  const std::string link = link_of(experiment.paper);
  const float width = button_width("Copy link", Font::label);
  if (!link.empty()) {
    const Box box = Box::at({column.x + column.width - width, column.y - px(2)}, width, px(22));
    if (button("method.copy_link", box, "Copy link", ButtonLook::raised, true, link, Font::label)) {
      ImGui::SetClipboardText(link.c_str());
      ws.tell(Message::Kind::news, "Copied " + link);
    }
  }
  paragraph(column, Font::body, Role::text, experiment.paper);
  paragraph(column, Font::label, Role::muted, experiment.authors);
}

/// "✓ 3 min ago", "✕ 2 of 12 short, just now", "not run yet".
std::string verdict_line(const ClaimResult* result) {
  if (!result) return "not run on this build";
  const double age = std::max(0.0, std::difftime(std::time(nullptr), result->when));
  const std::string when = age < 5 ? "just now" : ago_text(age);
  if (!result->error.empty()) return "ended early, " + when;
  const auto all = result->measurements.size();
  const auto held = static_cast<std::size_t>(
      std::count_if(result->measurements.begin(), result->measurements.end(),
                    [](const Measurement& m) { return m.holds; }));
  if (held == all) return fmt::format("{} of {} hold, {}", held, all, when);
  return fmt::format("{} of {} fall short, {}", all - held, all, when);
}

void draw_measurement(Column& column, const Measurement& m) {
  const float indent = px(20);
  const std::string numbers =
      fmt::format("{} {} {}", real_text(m.measured), m.relation, m.required);
  const float room = text_width(Font::small_number, numbers) + px(8);
  const Box line = Box::at({column.x + indent, column.y}, column.width - indent, px(18));
  const float height = put_paragraph({line.min.x, column.y + px(2)}, line.w() - room, Font::label,
                                     colour(Role::muted), m.what);
  put_text(line, Align::right, Font::small_number, colour(m.holds ? Role::text : Role::bad),
           m.holds ? numbers : "✕ " + numbers);
  column.gap(std::max(height, px(16)) + px(2));
}

void draw_claim(Column& column, const Experiment& experiment, std::size_t index,
                const ClaimResult* result) {
  const Claim& claim = experiment.claims[index];
  const std::string name = "method.claim." + std::to_string(index);
  const float indent = px(20);
  const float top = column.y;
  const char* glyph = !result ? "◦" : result->holds() ? "✓" : "✕";
  const Role tint = !result ? Role::dim : result->holds() ? Role::text : Role::bad;
  put_text(Box::at({column.x, top}, px(16), px(18)), Align::left, Font::body, colour(tint), glyph);
  paragraph(column, Font::body, Role::text, claim.text, indent);
  column.gap(-px(2));
  const std::string verdict = verdict_line(result);
  paragraph(column, Font::label, Role::muted, verdict, indent);
  const Box box{{column.x, top}, {column.x + column.width, column.y}};
  const Press press = hit(name.c_str(), box, glyph + (" " + verdict));
  if (!result) return;
  const bool by_itself = !result->holds();
  const std::string key = experiment.id() + std::to_string(index);
  bool open = unfolded().contains(key) ? unfolded()[key] : by_itself;
  if (press.clicked) open = unfolded()[key] = !open;
  tip(press, open ? "Click: fold what was measured" : "Click: show what was measured");
  if (open) {
    for (const Measurement& measurement : result->measurements) {
      draw_measurement(column, measurement);
    }
    paragraph(column, Font::label, Role::bad, result->error, indent);
  }
  column.gap(px(4));
}

/// [Check now], or how far the check is and [Stop].
void draw_check(Workspace& ws, Column& column, const Experiment& experiment) {
  if (!ws.backstage) return;
  ClaimChecks& checks = ws.backstage->claims;
  const Box row = column.take(px(26));
  const Experiment* busy = checks.under_way();
  if (busy != &experiment) {
    const float width = button_width("Check now");
    if (button("method.check", Box::at(row.min, width, row.h()), "Check now", ButtonLook::raised,
               true,
               "Measures every claim headless, beside the runs; the same as\nthalweg check " +
                   experiment.id())) {
      ws.backstage->check_now(experiment);
      ws.touch();
    }
    return;
  }
  const float width = button_width("Stop");
  if (button("method.check.stop", Box::at(row.min, width, row.h()), "Stop", ButtonLook::raised)) {
    checks.stop();
  }
  const std::string text = fmt::format(
      "measuring claim {} of {}",
      std::min<std::size_t>(static_cast<std::size_t>(checks.done()) + 1, experiment.claims.size()),
      experiment.claims.size());
  put_text({{row.min.x + width + px(10), row.min.y}, row.max}, Align::left, Font::label,
           colour(Role::muted), text);
}

void draw_claims(Workspace& ws, Column& column, const Experiment& experiment) {
  if (experiment.claims.empty()) return;
  heading(column, "Claims, checked on this build");
  static const std::vector<ClaimResult> none;
  const auto& results = ws.backstage ? ws.backstage->claims.results(experiment) : none;
  for (std::size_t i = 0; i < experiment.claims.size(); ++i) {
    draw_claim(column, experiment, i, result_of(results, experiment.claims[i].text));
  }
  column.gap(px(4));
  draw_check(ws, column, experiment);
}

}  // namespace

void draw_method(Workspace& ws, Column& column) {
  if (!ws.has_run()) return;
  const Experiment& experiment = *ws.run().experiment;
  column.gap(px(10));
  const float top = column.y;
  paragraph(column, Font::strong, Role::text, experiment.title);
  paragraph(column, Font::body, Role::muted, experiment.question);
  draw_page(column, experiment.method);
  note_widget("method.page", {column.x, top}, {column.x + column.width, column.y},
              experiment.title);
  draw_paper(ws, column, experiment);
  draw_claims(ws, column, experiment);
  column.gap(px(8));
}

}  // namespace thalweg::ui
