// Shortcuts: presses are queued as they arrive, so that none is lost between two frames.
#pragma once

#include <functional>
#include <vector>

namespace thalweg::ui {

class Workspace;
class Centre;

/// A typed character, or a key without one.
struct KeyPress {
  enum class Key {
    character,
    space,
    left,
    right,
    home,
    end,
    escape,
    remove,
    tab,
    f5,
    ghost,  // ` shows the newest pin while it is held
  };
  Key key = Key::character;
  char32_t character = 0;  // lower case with Ctrl
  char32_t typed = 0;      // as a text field takes it; 0 for keys that are no text
  bool shift = false, ctrl = false, alt = false;
  /// Only the ghost key tells that it was let go.
  bool released = false;
};

/// Does what the press asks for. `typing`: a text field has the keyboard and keeps all but Esc and
/// Ctrl+….
void handle_key(const KeyPress& press, bool typing, Workspace& workspace, Centre& centre);

}  // namespace thalweg::ui
