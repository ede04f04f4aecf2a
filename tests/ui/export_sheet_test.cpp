// The export sheet: its preview, sizes on paper, what lies beside the picture, and the way back.
#include <filesystem>
#include <fstream>

#include "core/io/cairo_painter.hpp"
#include "core/io/files.hpp"
#include "core/io/png_read.hpp"
#include "core/io/provenance_read.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/ui/bench.hpp"
#include "ui/panels/length_text.hpp"
#include "ui/panels/timeline.hpp"
#include "ui/shell/backstage.hpp"

namespace thalweg::ui {
namespace {

using test::Bench;

TEST_CASE("Lengths are read as people write them", "[export]") {
  CHECK(length_px("84 mm") == Approx(317.48).epsilon(1e-4));
  CHECK(length_px("8.4cm") == Approx(317.48).epsilon(1e-4));
  CHECK(length_px("2 in") == Approx(192));
  CHECK(length_px("72 pt") == Approx(96));
  CHECK(length_px("720") == Approx(720));
  CHECK_FALSE(length_px("wide"));
  CHECK_FALSE(length_px("-3 mm"));
  CHECK_FALSE(length_px("3 miles"));
  CHECK(length_text(84 * px_per_mm) == "84 mm");
  CHECK(length_text(720) == "720 px");
}

struct Scene {
  thalweg::test::TempDir folder;
  Backstage backstage{folder.file("cache"), [] {}};
  Bench bench{{1600, 1000}};
  Scene() {
    bench.workspace.backstage = &backstage;
    bench.frame();
    bench.workspace.export_request = {};
    bench.workspace.export_request.view = "error";
    bench.workspace.sheet = Sheet::export_view;
    frames(2);
  }
  void frames(int count) {
    for (int i = 0; i < count; ++i) {
      backstage.tick(bench.workspace, wall_seconds());
      bench.frame();
    }
  }
  bool preview_becomes(const char* text) {
    for (int i = 0; i < 600; ++i) {
      frames(1);
      const DumpedWidget* found = last_widget("export.preview");
      if (found && found->text == text) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  void fill(const char* widget, const std::string& text) {
    bench.press(widget);
    bench.type(text);
  }
};

TEST_CASE("The preview is made beside the window and follows the request", "[export]") {
  Scene scene;
  REQUIRE(scene.preview_becomes("current"));
  const int made = scene.bench.device.made;
  CHECK(scene.bench.device.sizes_ok);
  scene.frames(5);
  CHECK(scene.bench.device.made == made);  // nothing changed, nothing is drawn again
  scene.bench.workspace.export_request.theme = "dark";
  scene.frames(1);
  CHECK(last_widget("export.preview")->text == "older");
  REQUIRE(scene.preview_becomes("current"));
  CHECK(scene.bench.device.made > made);
}

TEST_CASE("The preview's pixels are those of the file", "[export]") {
  Scene scene;
  Workspace& ws = scene.bench.workspace;
  ExportRequest request = ws.export_request;
  request.format = "png", request.width = 300, request.height = 200, request.scale = 2;
  request.path = scene.folder.file("figure.png");
  ws.sheet = Sheet::none;
  ExportPreview preview([] {});
  const ExportPreview::Sheet* sheet = nullptr;
  for (int i = 0; i < 600 && !(sheet && preview.current()); ++i) {
    preview.tick();
    sheet = preview.show(ws, request, 600);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  REQUIRE(sheet);
  REQUIRE(ws.export_view(request));
  const Pixels file = pixels_of_png(read_file(request.path.string()), "figure.png");
  CHECK(sheet->pixels.width == 600);
  CHECK(*sheet->pixels.rgba == *file.rgba);
}

TEST_CASE("A width on paper is chosen or typed, and what is none leaves a sentence", "[export]") {
  Scene scene;
  const float before = last_widget("export.path")->min.y;
  scene.bench.press("export.size.84 mm");
  CHECK(scene.bench.workspace.export_request.width == Approx(84 * px_per_mm));
  scene.frames(2);
  CHECK(last_widget("export.path")->min.y == before);  // nothing jumps under the pointer
  scene.fill("export.width", "120 mm");
  CHECK(scene.bench.workspace.export_request.width == Approx(120 * px_per_mm));
  CHECK_FALSE(last_widget("export.size_error"));
  scene.fill("export.height", "tall");
  REQUIRE(last_widget("export.size_error"));
  CHECK(last_widget("export.size_error")->text ==
        "\"tall\" is not a length: 84 mm, 3.3 in, 720 px.");
  scene.fill("export.height", "1 mm");
  CHECK(last_widget("export.size_error")->text == "1 mm is outside 40 … 4000 px.");
}

TEST_CASE("A figure for the paper: 84 mm, PDF, with its data and a caption beside it", "[export]") {
  Scene scene;
  scene.bench.press("export.size.84 mm");
  scene.bench.press("export.format.PDF");
  scene.bench.press("export.theme.light");
  scene.bench.press("export.data");
  scene.bench.press("export.caption");
  const std::string path = scene.folder.file("figure.pdf");
  scene.fill("export.path", path);  // Enter exports
  REQUIRE(last_widget("export.done"));
  CHECK(last_widget("export.done")->text == "Written: " + path + ", .csv, .txt");
  std::ifstream pdf(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(pdf), {}};
  CHECK(bytes.starts_with("%PDF"));
  const auto box = bytes.find("/MediaBox");
  REQUIRE(box != std::string::npos);
  const double points = std::strtod(bytes.c_str() + bytes.find("0 0 ", box) + 4, nullptr);
  CHECK(points / 72 * 25.4 == Approx(84).epsilon(1e-3));
  CHECK(std::filesystem::file_size(scene.folder.file("figure.csv")) > 50);
  std::ifstream caption(scene.folder.file("figure.txt"));
  std::string words{std::istreambuf_iterator<char>(caption), {}};
  CHECK(words.starts_with("Error against iteration"));
}

TEST_CASE("A film of the selected time is written beside the window", "[export]") {
  Scene scene;
  const DumpedWidget* track = last_widget("timeline.track");
  REQUIRE(track);
  const float y = (track->min.y + track->max.y) / 2 + 6, width = track->max.x - track->min.x;
  ImGui::GetIO().KeyShift = true;
  scene.bench.drag({track->min.x + 0.1f * width, y}, {track->min.x + 0.3f * width, y});
  ImGui::GetIO().KeyShift = false;
  scene.frames(2);
  REQUIRE(selected_time(scene.bench.workspace));
  scene.bench.press("timeline.film");
  scene.frames(2);
  scene.bench.press("export.film.30");
  const std::string path = scene.folder.file("film.png");
  scene.fill("export.path", path);  // Enter exports
  REQUIRE(last_widget("export.done"));
  CHECK(last_widget("export.done")->text.starts_with("30 pictures are being written: "));
  CHECK(scene.backstage.film.under_way());
  CHECK(scene.backstage.tasks().front().name == "Film");
  for (int i = 0; i < 2000 && scene.backstage.film.under_way(); ++i) {
    scene.frames(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(std::filesystem::exists(scene.folder.file("film-0001.png")));
  CHECK(std::filesystem::exists(scene.folder.file("film-0030.png")));
  CHECK(scene.bench.workspace.messages().back().text.starts_with("30 pictures: "));
  CHECK(clear_selected_time());
}

TEST_CASE("An exported picture brings back run, view, zoom and clock", "[export]") {
  Scene scene;
  Workspace& ws = scene.bench.workspace;
  ws.set_param_text("seed", "77");
  ws.set_param_text("rate", "0.3");
  scene.frames(3);
  ws.set_clock(ClockKind::work);
  ws.view_state("error").x_zoom = Range{1, 9.5};
  ws.view_state("error").y_scale = Scale::linear;
  ws.export_request.format = "svg";
  ws.export_request.path = scene.folder.file("figure.svg");
  REQUIRE(ws.export_view(ws.export_request));
  ws.set_param_text("seed", "5");
  ws.set_clock(ClockKind::iteration);
  const std::size_t runs = ws.runs().size();
  REQUIRE(ws.open_figure(scene.folder.file("figure.svg")));
  CHECK(ws.runs().size() == runs + 1);
  CHECK(std::get<std::int64_t>(ws.param("seed")) == 77);
  CHECK(std::get<double>(ws.param("rate")) == 0.3);
  CHECK(ws.clock() == ClockKind::work);
  CHECK(ws.view_state("error").x_zoom == Range{1, 9.5});
  CHECK(ws.view_state("error").y_scale == Scale::linear);
  CHECK(ws.run().note == "from figure.svg");
}

TEST_CASE("An exported picture dropped on the window brings its run back", "[export]") {
  Scene scene;
  Workspace& ws = scene.bench.workspace;
  ws.export_request.format = "png";
  ws.export_request.path = scene.folder.file("figure.png");
  REQUIRE(ws.export_view(ws.export_request));
  const std::size_t runs = ws.runs().size();
  ws.take_file(scene.folder.file("figure.png"));
  CHECK(ws.runs().size() == runs + 1);
}

TEST_CASE("A dropped file goes into the input that can hold it, and a banner asks between several",
          "[export]") {
  Scene scene;
  Workspace& ws = scene.bench.workspace;
  const std::string line = scene.folder.file("masses.csv");
  std::ofstream(line) << "1\n2\n3\n2\n1\n";
  ws.take_file(line);
  CHECK(ws.run().shown_spec().inputs.has("weights"));
  CHECK(ws.banners().empty());

  const std::string picture = scene.folder.file("holiday.png");
  std::ofstream(picture, std::ios::binary)
      << png_of_pixels(2, 1, {255, 0, 0, 255, 0, 0, 255, 255}, {255, 255, 255, 255});
  ws.take_file(picture);
  CHECK(ws.run().shown_spec().inputs.has("picture"));

  const std::string cloud = scene.folder.file("cloud.csv");
  std::ofstream(cloud) << "x,y\n1,2\n3,4\n5,6\n";  // points, and a table of grey values
  ws.take_file(cloud);
  CHECK_FALSE(ws.run().shown_spec().inputs.has("target"));
  scene.frames(2);
  scene.bench.press("banner.Targets");
  CHECK(ws.run().shown_spec().inputs.has("target"));
  CHECK(ws.banners().empty());

  const std::string words = scene.folder.file("words.csv");
  std::ofstream(words) << "calm\n";
  ws.take_file(words);
  CHECK(ws.messages().back().text == "words.csv fits no input");
}

TEST_CASE("A picture of somebody else is refused with a cause and a cure", "[export]") {
  Scene scene;
  const std::string path = scene.folder.file("holiday.svg");
  std::ofstream(path) << "<svg/>";
  CHECK_FALSE(scene.bench.workspace.open_figure(path));
  const Message& said = scene.bench.workspace.messages().back();
  CHECK(said.kind == Message::Kind::error);
  CHECK(said.where == path);
  CHECK(said.cure.find("exported") != std::string::npos);
}

}  // namespace
}  // namespace thalweg::ui
