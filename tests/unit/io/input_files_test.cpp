// A person's files as inputs.
#include "core/io/input_files.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/io/cairo_painter.hpp"
#include "core/io/files.hpp"
#include "core/io/npy_bytes.hpp"
#include "tests/support/temp_dir.hpp"

using namespace thalweg;

namespace {

BufferPtr read(InputSpec::Kind kind, const std::string& content) {
  const test::TempDir folder;
  write_file(folder.file("file"), content);
  InputSpec slot;
  slot.kind = kind;
  return read_input(slot, folder.file("file"));
}

std::string complaint(InputSpec::Kind kind, const std::string& content) {
  try {
    read(kind, content);
  } catch (const BadFile& error) {
    return error.problem();
  }
  return "accepted";
}

using Kind = InputSpec::Kind;
using Numbers = std::vector<double>;

}  // namespace

TEST_CASE("Points come from columns in order or by heading", "[input]") {
  const auto plain = std::get<PointsData>(*read(Kind::points, "1,2\n3,4.5e0\n"));
  CHECK(plain.x == Numbers{1, 3});
  CHECK(plain.y == Numbers{2, 4.5});
  CHECK(plain.mass.empty());
  const auto named = std::get<PointsData>(*read(
      Kind::points, "\xEF\xBB\xBF# made by hand\r\n\"mass\";y;x\r\n0.5;2;1\r\n\r\n0;4;+3\r\n"));
  CHECK(named.x == Numbers{1, 3});
  CHECK(named.mass == Numbers{0.5, 0});
  const auto array =
      std::get<PointsData>(*read(Kind::points, pack_npy({2, 3}, Numbers{1, 2, 5, 3, 4, 6})));
  CHECK(array.y == Numbers{2, 4});
  CHECK(array.mass == Numbers{5, 6});
}

TEST_CASE("Matrices, masses and images come from tables", "[input]") {
  const auto matrix = std::get<MatrixData>(*read(Kind::matrix, "1 2 3\n 4\t5 6"));
  CHECK(matrix.rows == 2);
  CHECK(matrix.at(1, 2) == 6);
  CHECK(std::get<CurveData>(*read(Kind::masses, "1, 0, 2")).y == Numbers{1, 0, 2});
  CHECK(std::get<CurveData>(*read(Kind::masses, "mass\n1\n2")).y == Numbers{1, 2});
  CHECK(std::get<CurveData>(*read(Kind::masses, pack_npy({2}, Numbers{3, 4}))).y == Numbers{3, 4});
  const auto images = std::get<ImagesData>(
      *read(Kind::image, pack_npy({2, 2, 2}, Numbers{1, 2, 3, 4, 5, 6, 7, 8})));
  REQUIRE(images.images.size() == 2);
  CHECK(images.images[1].values == Numbers{5, 6, 7, 8});
  CHECK(complaint(Kind::image, "1\n2\n3\n").find("an image has two of each or more") !=
        std::string::npos);
}

TEST_CASE("A bad cell is named with its line and column", "[input]") {
  CHECK(complaint(Kind::points, "1,2\n3,n/a\n4,x\n5,6\n") ==
        "line 2, column 2: \"n/a\" is not a number. 2 of 4 rows are affected; nothing was changed");
  CHECK(complaint(Kind::matrix, "1,2\n3,inf\n").find("line 2, column 2: \"inf\" is not a finite") ==
        0);
  CHECK(complaint(Kind::matrix, "1,nan\n").find("line 1, column 2") == 0);
  CHECK(complaint(Kind::matrix, "1,2\n3\n").find("line 2: 1 numbers instead of 2") == 0);
  CHECK(complaint(Kind::matrix, pack_npy({1, 2}, Numbers{1, 1.0 / 0.0})).find("row 1, column 2") ==
        0);
  CHECK(complaint(Kind::masses, "1\n-2\n").find("mass 2 is negative (-2)") == 0);
  CHECK(complaint(Kind::masses, "1,2\n3,4\n").find("one row or one column") != std::string::npos);
  CHECK(complaint(Kind::points, "1\n2\n").find("columns x and y") != std::string::npos);
  CHECK(complaint(Kind::matrix, "").find("no numbers") != std::string::npos);
  CHECK(complaint(Kind::matrix, "a,b\n").find("no numbers") != std::string::npos);
  CHECK(complaint(Kind::matrix, pack_npy({1, 1, 1, 1}, Numbers{1})).find("4 axes") !=
        std::string::npos);
}

TEST_CASE("A file that is not there is named", "[input]") {
  try {
    read_input({}, "/nowhere/points.csv");
    FAIL("accepted");
  } catch (const BadFile& error) {
    CHECK(error.where() == "/nowhere/points.csv");
  }
}

TEST_CASE("A PNG is an image in three colours, on white paper", "[input]") {
  const std::vector<std::uint8_t> rgba{255, 0, 51, 255, 0, 0, 0, 0};
  const auto images =
      std::get<ImagesData>(*read(Kind::image, png_of_pixels(2, 1, rgba, {255, 255, 255, 255})));
  CHECK(images.rows == 1);
  CHECK(images.cols == 2);
  REQUIRE(images.images.size() == 3);
  CHECK(images.images[0].caption == "red");
  CHECK(images.images[0].values == Numbers{1, 1});
  CHECK(images.images[1].values == Numbers{0, 1});
  CHECK(images.images[2].values[0] == Approx(0.2));
  CHECK(images.images[2].values[1] == 1);
}

TEST_CASE("Half precision is read exactly, other orders of bytes are refused", "[input]") {
  const auto file = [](const std::string& type, const std::string& data, int count) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" +
                         std::to_string(count) + ",), }";
    header.resize(117, ' ');
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + "\n" + data;
  };
  // 1, −2, 65504 (the largest), 2⁻²⁴ (the smallest), 1/3 rounded, infinity.
  const std::string halves("\x00\x3c\x00\xc0\xff\x7b\x01\x00\x55\x35\x00\x7c", 12);
  const std::vector<double> expected{1, -2, 65504, std::ldexp(1, -24), 1365.0 / 4096, INFINITY};
  CHECK(unpack_npy(file("<f2", halves, 6), "file").values == expected);
  CHECK(std::isnan(unpack_npy(file("<f2", std::string("\x01\x7c", 2), 1), "file").values[0]));
  CHECK_THROWS_WITH(unpack_npy(file(">f8", std::string(8, 0), 1), "file"),
                    Catch::Contains("'>f8', which is not read"));
}
