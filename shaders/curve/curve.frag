// How much of the pixel lies within `radius` of the segment; alpha is multiplied in.
#version 330 core
flat in vec2 a, b;
flat in float fade;
in vec2 here;
uniform float radius;
uniform vec4 colour;
out vec4 pixel;

void main() {
  vec2 way = b - a;
  float square = dot(way, way);
  float share = square > 0.0 ? clamp(dot(here - a, way) / square, 0.0, 1.0) : 0.0;
  float covered = clamp(radius + 0.5 - distance(here, a + share * way), 0.0, 1.0);
  float alpha = covered * colour.a * fade;
  if (alpha < 0.004) discard;
  pixel = vec4(colour.rgb * alpha, alpha);
}
