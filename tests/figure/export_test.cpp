// Pictures and data as files: SVG, PDF, PNG, CSV, NPY, meta data, fonts.
#include "core/io/figure_export.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/error.hpp"
#include "core/figure/compose.hpp"
#include "core/figure/layout.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "core/io/svg_painter.hpp"
#include "tests/figure/sample.hpp"
#include "tests/support/temp_dir.hpp"

namespace thalweg {
namespace {

const Provenance provenance{{"experiment", "transport/sinkhorn_newton_sparse"},
                            {"parameters", "eta=1200 note=\"a < b & c\""},
                            {"seed", "7"},
                            {"title", "Sinkhorn–Newton–Sparse"}};

Figure exported(const ViewSpec& spec) {
  ViewState state;
  state.exporting = true;
  return compose(spec, sample::race(), state);
}

/// What stands between <text …> and </text>, unescaped.
std::vector<std::string> text_elements(const std::string& svg) {
  std::vector<std::string> list;
  for (std::size_t at = 0; (at = svg.find("<text", at)) != std::string::npos;) {
    const std::size_t start = svg.find('>', at) + 1, end = svg.find("</text>", start);
    std::string text = svg.substr(start, end - start);
    for (const auto& [from, to] : {std::pair{"&lt;", "<"},
                                   {"&gt;", ">"},
                                   {"&quot;", "\""},
                                   {"&apos;", "'"},
                                   {"&amp;", "&"}}) {
      for (std::size_t i; (i = text.find(from)) != std::string::npos;) {
        text.replace(i, std::string(from).size(), to);
      }
    }
    list.push_back(text);
    at = end;
  }
  return list;
}

}  // namespace

TEST_CASE("The text elements of an SVG are the labels of the layout", "[figure][export]") {
  const FreeTypeMetrics metrics;
  for (const ViewSpec& spec : sample::every_view()) {
    const Figure figure = exported(spec);
    const Scene scene = layout(figure, {640, 480}, metrics);
    const std::string svg = svg_text(scene, light_theme(), figure.title, provenance);
    CAPTURE(spec.title);
    CHECK(text_elements(svg) == texts(scene));
    CHECK_FALSE(texts(scene).empty());
  }
}

TEST_CASE("An SVG has images only for heat maps and images", "[figure][export]") {
  for (const ViewSpec& spec : sample::every_view()) {
    const std::string svg = picture_bytes(exported(spec), PictureFormat::svg, {}, provenance);
    const bool raster = spec.kind == ViewKind::heatmap || spec.kind == ViewKind::sparsity ||
                        spec.kind == ViewKind::images || spec.kind == ViewKind::plane ||
                        (spec.kind == ViewKind::displacement && spec.title == "Interpolation");
    CAPTURE(spec.title);
    CHECK((svg.find("<image") != std::string::npos) == raster);
    CHECK(svg.find("eta=1200 note=&quot;a &lt; b &amp; c&quot;") != std::string::npos);
    CHECK(svg.find("nan") == std::string::npos);
  }
}

TEST_CASE("A surface of more than 20 000 triangles is a bitmap in an SVG", "[figure][export]") {
  FieldData field;
  field.rows = field.cols = 121;
  for (int i = 0; i < 121 * 121; ++i) field.values.push_back(i % 121);
  auto frame = std::make_shared<Frame>();
  frame->buffers["landscape"] = std::make_shared<const Buffer>(field);
  FrameSet frames;
  frames.others["grid"] = frame;
  ViewState state;
  const Figure figure = compose(surface("Large", "landscape"), frames, state);
  const std::string svg = picture_bytes(figure, PictureFormat::svg, {}, {});
  CHECK(svg.find("<image") != std::string::npos);
  CHECK(svg.size() < 2000000);
}

TEST_CASE("Pictures carry their provenance", "[figure][export]") {
  const Figure figure = exported(sample::error_view());
  const std::string png = picture_bytes(figure, PictureFormat::png, {}, provenance);
  CHECK(png.starts_with("\x89PNG"));
  CHECK(png.find(std::string("tEXtseed") + '\0' + "7") != std::string::npos);
  CHECK(png.find(std::string("iTXttitle") + std::string(5, '\0') + "Sinkhorn–Newton–Sparse") !=
        std::string::npos);
  const std::string pdf = picture_bytes(figure, PictureFormat::pdf, {}, provenance);
  CHECK(pdf.starts_with("%PDF-"));
  CHECK(pdf.find("/Subject") != std::string::npos);
}

TEST_CASE("Text chunks have right checksums", "[figure][export]") {
  const std::string png = with_png_text(std::string(34, 'x'), {{"k", "v"}});
  // "tEXt" "k" 0 "v": length 3, CRC computed independently (zlib.crc32).
  const std::string chunk = png.substr(33, 4 + 4 + 3 + 4);
  CHECK(chunk.substr(0, 11) == std::string("\0\0\0\3tEXtk\0v", 11));
  CHECK(chunk.substr(11) == std::string("\xcb\x04\xf3\x90", 4));
}

TEST_CASE("Base64 follows its definition", "[figure][export]") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("A trace's CSV has one column a contender and reads back exactly", "[figure][export]") {
  std::istringstream csv(csv_of(exported(sample::error_view())));
  std::string line;
  std::getline(csv, line);
  CHECK(line == "iteration k,Sinkhorn,η-scaling,Newton–Sparse");
  for (int k = 0; std::getline(csv, line); ++k) {
    std::istringstream cells(line);
    std::string step, sinkhorn;
    std::getline(cells, step, ',');
    std::getline(cells, sinkhorn, ',');
    CHECK(std::stoi(step) == k);
    CHECK(std::stod(sinkhorn) == 1.0 / (1 + k));
  }
}

TEST_CASE("Data is written as CSV, NPY and meta data", "[figure][export]") {
  const test::TempDir folder;
  const auto paths = export_data(exported(sample::every_view()[2]), folder.file("out"), provenance);
  REQUIRE(paths.size() == 3);
  const NpyNumbers plan = unpack_npy(read_file(folder.file("out/transport-plan.plan.npy")), "plan");
  CHECK(plan.shape == std::vector<std::int64_t>{16, 16});
  CHECK(plan.values[0] == 0.75 / 16);
  const auto meta = nlohmann::json::parse(read_file(folder.file("out/transport-plan.meta.json")));
  CHECK(meta["seed"] == "7");
  for (const ViewSpec& spec : sample::every_view()) {
    // Text has no NPY.
    const std::size_t least = spec.kind == ViewKind::table ? 2 : 3;
    CHECK(export_data(exported(spec), folder.file("all"), provenance).size() >= least);
  }
}

TEST_CASE("A path that cannot be written or has no known ending is refused", "[figure][export]") {
  const test::TempDir folder;
  const Figure figure = exported(sample::error_view());
  CHECK_THROWS_AS(export_picture(figure, folder.file("a.gif"), {}, {}), BadInput);
  CHECK_THROWS_AS(export_picture(figure, folder.file("no/such/a.png"), {}, {}), BadFile);
  CHECK_THROWS_AS(export_picture(figure, folder.file("a.png"), {{1e6, 1e6}, 1, "light"}, {}),
                  BadInput);
  export_picture(figure, folder.file("a.svg"), {{400, 300}, 1, "print"}, {});
  CHECK(std::filesystem::file_size(folder.file("a.svg")) > 1000);
}

TEST_CASE("Text widths come from the font files; signs of mathematics have a fallback",
          "[figure][fonts]") {
  const FreeTypeMetrics metrics;
  REQUIRE(metrics.files().notes.empty());
  // Tabular figures: all digits of the number face are 0.6 em wide.
  CHECK(metrics.measure("0123456789", number_style).width == Approx(0.6 * 11 * 10));
  CHECK(metrics.measure("ii", label_style).width < metrics.measure("WW", label_style).width);
  for (const char* sign : {"ᵀ", "∇", "⟨", "∈", "‖", "η", "₁", "≤", "→", "■", "✕", "◆", "▮", "✎"}) {
    for (const Face face : {Face::regular, Face::semi_bold, Face::mono}) {
      CAPTURE(sign, face_name(face));
      const auto runs = metrics.runs(sign, {face, 12});
      REQUIRE(runs.size() == 1);
      CHECK(runs[0].font >= 0);
    }
  }
}

TEST_CASE("Without fonts there are notes, a built-in width and still a picture",
          "[figure][fonts]") {
  const test::TempDir empty;
  ::setenv("THALWEG_FONTS", empty.file("none").c_str(), 1);
  const FontFiles files = find_fonts();
  ::unsetenv("THALWEG_FONTS");
  CHECK(files.notes.size() == 3);
  const FreeTypeMetrics metrics(files);
  CHECK(metrics.measure("abc", label_style).width == Approx(3 * 0.55 * 11.5));
  const Scene scene = layout(exported(sample::error_view()), {300, 200}, metrics);
  CHECK(png_bytes(scene, dark_theme(), metrics, 1, {}).size() > 500);
}

}  // namespace thalweg
