// A rectangle around each segment of a line; the ends are rounded by the other shader. The fourth
// part of a point is its alpha, below zero where the line breaks.
#version 330 core
layout(location = 0) in vec4 from;
layout(location = 1) in vec4 to;
uniform mat4 clip_from_world;
uniform vec3 closer;
uniform vec2 size;  // of the picture, in pixels
uniform float radius;
flat out vec2 a, b;
flat out float fade;
out vec2 here;

vec3 pixel_of(vec3 point) {
  vec4 at = clip_from_world * vec4(point, 1.0);
  vec4 near = clip_from_world * vec4(point + closer, 1.0);
  return vec3((at.xy / at.w * 0.5 + 0.5) * size, near.z / near.w);
}

void main() {
  vec3 first = pixel_of(from.xyz), last = pixel_of(to.xyz);
  a = first.xy;
  b = last.xy;
  fade = to.w;
  vec2 along = length(b - a) > 1e-4 ? normalize(b - a) : vec2(1.0, 0.0);
  vec2 across = vec2(-along.y, along.x);
  bool end = gl_VertexID >= 2;
  float side = gl_VertexID % 2 == 0 ? -1.0 : 1.0;
  float reach = radius + 1.0;
  here = (end ? b + reach * along : a - reach * along) + side * reach * across;
  float depth = end ? last.z : first.z;
  gl_Position = vec4(here / size * 2.0 - 1.0, depth, 1.0);
  if (from.w < 0.0 || to.w < 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
