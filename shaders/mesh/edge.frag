// Black lines; alpha is multiplied in.
#version 330 core
uniform float alpha;
out vec4 pixel;

void main() { pixel = vec4(0.0, 0.0, 0.0, alpha); }
