// Faces in the light: the share of a colour that core/figure/camera.hpp calls shade().
#version 330 core
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 fill;
uniform mat4 clip_from_world;
uniform vec3 light;
out vec3 colour;

void main() {
  float cosine = dot(normal, normal) > 0.0 ? abs(dot(normal, light)) : 1.0;
  colour = min(vec3(1.0), fill.rgb * (0.66 + 0.4 * cosine));
  gl_Position = clip_from_world * vec4(position, 1.0);
}
