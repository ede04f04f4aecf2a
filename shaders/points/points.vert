// Round points of a diameter in pixels, as near as the front of a ball.
#version 330 core
layout(location = 0) in vec3 position;
layout(location = 1) in float diameter;
layout(location = 2) in vec4 own_fill;
uniform mat4 clip_from_world;
uniform vec3 towards_eye;
uniform float least_lift, pixels_per_unit, pixels_per_px;
uniform vec4 fill;  // its alpha applies to all
uniform bool own_fills;
flat out vec4 inside;
flat out float radius;
uniform float outline_width;

void main() {
  radius = 0.5 * diameter * pixels_per_px;
  inside = vec4(own_fills ? own_fill.rgb : fill.rgb, fill.a);
  gl_Position = clip_from_world * vec4(position, 1.0);
  float lift = max(least_lift, radius / pixels_per_unit);
  vec4 near = clip_from_world * vec4(position + lift * towards_eye, 1.0);
  gl_Position.z = near.z / near.w * gl_Position.w;
  gl_PointSize = 2.0 * radius + outline_width + 2.0;
}
