// The signs and sizes of marks.
#include "core/figure/marks.hpp"

namespace thalweg {

const char* event_glyph(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::edit:
      return "◆";
    case Event::Kind::stage:
      return "▮";
    case Event::Kind::note:
      return "✎";
    case Event::Kind::branch:
      return "\uf126";  // Font Awesome's code fork
    case Event::Kind::divergence:
      return "✕";
  }
  return "";
}

}  // namespace thalweg
