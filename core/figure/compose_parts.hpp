// What the composers of the view kinds share. Internal to core/figure.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/figure/colour_map.hpp"
#include "core/figure/compose.hpp"

namespace thalweg::parts {

struct Composer {
  const ViewSpec& spec;
  const FrameSet& frames;
  ViewState& state;
  const std::vector<const FrameSet*>& ghosts;
  const FrameSet* head = nullptr;  // the newest moment, while `frames` are of the past
};

/// A data name resolved to a frame and the name within it. `who` is null for other frames.
struct Found {
  const Competitor* who = nullptr;
  const Frame* frame = nullptr;
  std::string local;
};
/// "*.error" = every contender that is shown; "sns.error", "problem.cost"; "error" = the focus's,
/// else that of any other frame.
std::vector<Found> found(const FrameSet& frames, const ViewState& state, std::string_view name);

/// What listed contenders are veiled.
std::vector<Veiled> veiled(const Composer& c);

/// FrameSet::buffer with shared ownership.
BufferPtr shared_buffer(const FrameSet& frames, std::string_view name);
/// The same with the first of `names`.
BufferPtr first_buffer(const Composer& c);

Colour focus_colour(const FrameSet& frames);
ColourScaling colour_scaling(const Composer& c);
/// What values that are part of `buffer` span, read once.
std::shared_ptr<const Summary> kept_summary(const Composer& c, const BufferPtr& buffer,
                                            const std::vector<double>& values);
/// Values of the buffer that are NaN or infinite, counted once.
std::int64_t kept_non_finite(const Composer& c, const BufferPtr& buffer);
/// The mapping of values that are part of `buffer`, under the state's choices.
ColourMapping mapping_of(const Composer& c, const BufferPtr& buffer,
                         const std::vector<double>& values);
ColourBar bar_of(const ColourMapping& mapping);
/// `range` unless a zoom is set.
Range zoomed(const std::optional<Range>& zoom, Range range);
/// `text`, or what stands in for it where it is empty.
std::string or_else(const std::string& text, const char* fallback);
/// The buffer of a name resolved by found(), null when that name is a series.
BufferPtr buffer_of(const Found& at);
/// "label (unit)", or what the view declares.
std::string axis_title(const AxisInfo& axis, const std::string& declared);
/// One unit as long on both axes, where they count the same thing and neither would be a sliver.
double aspect_of(const AxisInfo& x, const AxisInfo& y);
/// The range, cut or widened so that its length is a number that can be divided by.
Range with_length(Range range, Scale scale);
/// The range of a panel's axis for values in `seen` (lo > hi when there are none): to 1-2-5 steps,
/// or to decades.
Range axis_range(Range seen, Scale scale);
/// `seen` and `share` of its length more on either side (of its decades on a log axis); 0 … 1 when
/// nothing was seen.
Range with_margin(Range seen, double share, Scale scale = Scale::linear);
inline constexpr Range nothing_seen{std::numeric_limits<double>::infinity(),
                                    -std::numeric_limits<double>::infinity()};
/// Widens `seen` by what an axis of `scale` can show of `values`; counts the rest.
void see(const Summary& values, Scale scale, Range& seen, std::int64_t& not_positive);
std::shared_ptr<const std::vector<double>> shared(std::vector<double> values);
/// Points into a buffer that stays alive with the pointer.
std::shared_ptr<const std::vector<double>> shared(const BufferPtr& buffer,
                                                  const std::vector<double>& values);

void compose_trace(const Composer& c, Figure& figure);
void compose_curve(const Composer& c, Figure& figure);
void compose_heatmap(const Composer& c, Figure& figure);
void compose_sparsity(const Composer& c, Figure& figure);
void compose_displacement(const Composer& c, Figure& figure);
void compose_images(const Composer& c, Figure& figure);
void compose_points(const Composer& c, Figure& figure);
void compose_plane(const Composer& c, Figure& figure);
void compose_surface(const Composer& c, Figure& figure);
void compose_histogram(const Composer& c, Figure& figure);
void compose_bars(const Composer& c, Figure& figure);
void compose_scatter(const Composer& c, Figure& figure);
void compose_vectors(const Composer& c, Figure& figure);
void compose_graph(const Composer& c, Figure& figure);
void compose_parallel(const Composer& c, Figure& figure);
void compose_table(const Composer& c, Figure& figure);
void compose_space(const Composer& c, Figure& figure);

}  // namespace thalweg::parts
