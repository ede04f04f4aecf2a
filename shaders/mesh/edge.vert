// Edges lie a little before the faces: `closer` is the way towards the eye.
#version 330 core
layout(location = 0) in vec3 position;
uniform mat4 clip_from_world;
uniform vec3 closer;

void main() {
  gl_Position = clip_from_world * vec4(position, 1.0);
  vec4 near = clip_from_world * vec4(position + closer, 1.0);
  gl_Position.z = near.z / near.w * gl_Position.w;
}
