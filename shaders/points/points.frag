// A disc with a rim half inside and half outside; alpha is multiplied in.
#version 330 core
flat in vec4 inside;
flat in float radius;
uniform float outline_width;
uniform vec4 outline;
out vec4 pixel;

void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * radius + outline_width + 2.0);
  float half_rim = 0.5 * outline_width;
  float disc = clamp(radius + half_rim + 0.5 - away, 0.0, 1.0);
  float rim = outline_width > 0.0 ? clamp(away - (radius - half_rim) + 0.5, 0.0, 1.0) : 0.0;
  float alpha = disc * ((1.0 - rim) * inside.a + rim * outline.a);
  if (alpha < 0.004) discard;
  vec3 colour = disc * ((1.0 - rim) * inside.a * inside.rgb + rim * outline.a * outline.rgb);
  pixel = vec4(colour, alpha);
}
