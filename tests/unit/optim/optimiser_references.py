#!/usr/bin/env python3
# Prints tests/fixtures/optimiser_references.txt: the first steps of every optimiser, computed from
# the formulas of its source with plain numbers, independently of the C++.
# usage: optimiser_references.py > tests/fixtures/optimiser_references.txt
# Lines: key | settings | objective | start and iterates, coordinates separated by spaces
from math import copysign, cos, exp, inf, log, pi, sin, sqrt

BOWL = "f(x, y) = x^4 / 4 + 1.5 x^2 + x y + 2 y^2 + sin(y)"
RESIDUALS = "residuals 10 (y - x^2), 1 - x"


def bowl(p):
    x, y = p
    return x**4 / 4 + 1.5 * x * x + x * y + 2 * y * y + sin(y)


def slope(p):
    x, y = p
    return [x**3 + 3 * x + y, x + 4 * y + cos(y)]


def curvature(p):
    x, y = p
    return [[3 * x * x + 3, 1], [1, 4 - sin(y)]]


def plain_bowl():
    """The objective of most lines; others are put in its place for a while."""
    global bowl, slope, curvature
    bowl, slope, curvature = USUAL


USUAL = (bowl, slope, curvature)


def hollow():
    """A cubic: between two points of a line an interpolating cubic is the function itself."""
    global bowl, slope, curvature
    bowl = lambda p: (5 * p[0]**2 + 2 * p[1]**2 + p[0] * p[1] + 0.5 * p[0]**3 + p[0]**2 * p[1]
                      + 0.2 * p[1]**3)
    slope = lambda p: [10 * p[0] + p[1] + 1.5 * p[0]**2 + 2 * p[0] * p[1],
                       4 * p[1] + p[0] + p[0]**2 + 0.6 * p[1]**2]


HOLLOW = "f(x, y) = 5 x^2 + 2 y^2 + x y + 0.5 x^3 + x^2 y + 0.2 y^3"


def ridge():
    """Of negative curvature along x near the origin."""
    global bowl, slope, curvature
    bowl = lambda p: p[0]**4 / 4 - p[0]**2 + p[0] * p[1] + p[1]**2 + p[1]**4 / 4
    slope = lambda p: [p[0]**3 - 2 * p[0] + p[1], p[0] + 2 * p[1] + p[1]**3]
    curvature = lambda p: [[3 * p[0]**2 - 2, 1], [1, 2 + 3 * p[1]**2]]


RIDGE = "f(x, y) = x^4 / 4 - x^2 + x y + y^2 + y^4 / 4"


def rosen(p):
    return 0.5 * (100 * (p[1] - p[0] ** 2) ** 2 + (1 - p[0]) ** 2)


def rosen_jacobian(p):
    return [[-20 * p[0], 10], [-1, 0]]


def dot(a, b):
    return sum(s * t for s, t in zip(a, b))


def norm(a):
    return sqrt(dot(a, a))


def add(a, b, t=1.0):
    return [u + t * v for u, v in zip(a, b)]


def times(m, v):
    return [dot(row, v) for row in m]


def solve(m, b):
    (p, q), (r, s) = m
    d = p * s - q * r
    return [(s * b[0] - q * b[1]) / d, (p * b[1] - r * b[0]) / d]


def sign(t):
    return (t > 0) - (t < 0)


def momentum(p, lr, beta, steps, ahead):
    v, out = [0, 0], [p]
    for _ in range(steps):
        g = slope(add(p, v, beta) if ahead else p)
        v = [beta * a - lr * b for a, b in zip(v, g)]
        p = add(p, v)
        out.append(p)
    return out


def sgd(p, lr, beta, decay, steps):
    v, out = [0, 0], [p]
    for _ in range(steps):
        v = [beta * a + b + decay * c for a, b, c in zip(v, slope(p), p)]
        p = add(p, v, -lr)
        out.append(p)
    return out


def scaled(p, lr, eps, steps, memory):
    s, out = [0, 0], [p]
    for _ in range(steps):
        g = slope(p)
        s = [a + b * b if memory is None else memory * a + (1 - memory) * b * b
             for a, b in zip(s, g)]
        p = [c - lr * b / (sqrt(a) + eps) for a, b, c in zip(s, g, p)]
        out.append(p)
    return out


def adam(p, steps, kind, lr, b1=0.9, b2=0.999, eps=1e-8, decay=0.0):
    m, s, top, out = [0, 0], [0, 0], [0, 0], [p]
    for k in range(1, steps + 1):
        g = slope(p)
        m = [b1 * a + (1 - b1) * b for a, b in zip(m, g)]
        s = [b2 * a + (1 - b2) * b * b for a, b in zip(s, g)]
        top = [max(a, b) for a, b in zip(top, s)]
        hat = [a / (1 - b1**k) for a in m]
        if kind == "nadam":
            hat = [b1 * a / (1 - b1 ** (k + 1)) + (1 - b1) * b / (1 - b1**k) for a, b in zip(m, g)]
        r = [a / (sqrt(b / (1 - b2**k)) + eps) for a, b in zip(hat, s)]
        if kind == "amsgrad":
            r = [a / (sqrt(b) + eps) for a, b in zip(m, top)]
        u = [a + decay * b for a, b in zip(r, p)]
        trust = norm(p) / norm(u) if kind == "lamb" else 1
        p = add(p, u, -lr * trust)
        out.append(p)
    return out


def lion(p, lr, b1, b2, decay, steps):
    m, out = [0, 0], [p]
    for _ in range(steps):
        g = slope(p)
        p, m = ([c - lr * (sign(b1 * a + (1 - b1) * b) + decay * c) for a, b, c in zip(m, g, p)],
                [b2 * a + (1 - b2) * b for a, b in zip(m, g)])
        out.append(p)
    return out


def sam(p, lr, rho, steps):
    out = [p]
    for _ in range(steps):
        g = slope(p)
        p = add(p, slope(add(p, g, rho / norm(g))), -lr)
        out.append(p)
    return out


def wolfe_holds(p, q, d, c2):
    before, after = dot(d, slope(p)), dot(d, slope(q))
    lower = bowl(q) <= bowl(p) + 1e-4 * dot(add(q, p, -1), slope(p))
    return lower and abs(after) <= -c2 * before


def lbfgs(p, steps, memory):
    """BFGS in its matrix form: with the same pairs the two-loop recursion is the same."""
    pairs, out = [], [p]
    for _ in range(steps):
        g = slope(p)
        h = [[1.0, 0.0], [0.0, 1.0]]
        if pairs:
            s, y = pairs[-1]
            gamma = dot(s, y) / dot(y, y)
            h = [[gamma, 0.0], [0.0, gamma]]
        for s, y in pairs:
            rho = 1 / dot(s, y)
            v = [[(i == j) - rho * y[i] * s[j] for j in range(2)] for i in range(2)]
            hv = [[sum(h[i][k] * v[k][j] for k in range(2)) for j in range(2)] for i in range(2)]
            h = [[sum(v[k][i] * hv[k][j] for k in range(2)) + rho * s[i] * s[j] for j in range(2)]
                 for i in range(2)]
        d = [-t for t in times(h, g)]
        q = add(p, d, 1.0 if pairs else 1 / norm(g))
        assert wolfe_holds(p, q, d, 0.9)  # the first length is taken
        pairs = (pairs + [(add(q, p, -1), add(slope(q), g, -1))])[-memory:]
        p = q
        out.append(p)
    return out


def ncg(p, steps):
    """Polak and Ribiere with exact searches: on a line the slope of a cubic is a parabola."""
    g = slope(p)
    d, out, last = [-t for t in g], [p], None
    for _ in range(steps):
        c0, half, one = (dot(d, slope(add(p, d, t))) for t in (0, 0.5, 1))
        a, b = 2 * (one - 2 * half + c0), 4 * half - one - 3 * c0
        length = 2 * c0 / (-b - sqrt(b * b - 4 * a * c0))  # the lower root of a t^2 + b t + c0
        at = lambda t: dot(d, slope(add(p, d, t)))
        low, tried = 0, 1 / norm(g) if last is None else last / c0
        while at(tried) < 0.1 * c0:
            low, tried = tried, 2 * tried
        assert at(tried) > -0.1 * c0 and 0.1 < (length - low) / (tried - low) < 0.9  # bracketed
        q = add(p, d, length)
        after = slope(q)
        pr, fr = (dot(after, h) / dot(g, g) for h in (add(after, g, -1), after))
        assert last is None or abs(pr - fr) > 1e-3  # of the first step both are the same
        last = length * c0
        p, g, d = q, after, [max(0, pr) * s - t for s, t in zip(d, after)]
        out.append(p)
    return out


def newton(p, steps):
    out = [p]
    for _ in range(steps):
        p = add(p, solve(curvature(p), slope(p)), -1)
        out.append(p)
    return out


endings = []  # of the searches: how far they went, and whether negative curvature ended them


def steihaug(p, radius):
    g, h = slope(p), curvature(p)
    z, r, d = [0, 0], g, [-t for t in g]
    tolerance = min(0.5, sqrt(norm(g))) * norm(g)
    for k in range(10):
        hd = times(h, d)
        bends = dot(d, hd)
        if bends <= 0 and radius == inf:
            endings.append((k, True))
            return d if k == 0 else z
        if bends <= 0 or norm(add(z, d, dot(r, r) / bends)) >= radius:
            endings.append((k, bends <= 0))
            a, b, c = dot(d, d), dot(z, d), dot(z, z) - radius**2
            return add(z, d, (-b + sqrt(b * b - a * c)) / a)
        alpha = dot(r, r) / bends
        z, old = add(z, d, alpha), dot(r, r)
        r = add(r, hd, alpha)
        if norm(r) < tolerance:
            break
        d = [dot(r, r) / old * s - t for s, t in zip(d, r)]
    endings.append((k, False))
    return z


def newton_cg(p, steps):
    out = [p]
    for _ in range(steps):
        d, length = steihaug(p, inf), 1
        while bowl(add(p, d, length)) > bowl(p) + 1e-4 * length * dot(d, slope(p)):
            length /= 2
        p = add(p, d, length)
        out.append(p)
    return out


def trust_region(p, radius, steps):
    out = [p]
    for _ in range(steps):
        s, g, h = steihaug(p, radius), slope(p), curvature(p)
        ratio = (bowl(p) - bowl(add(p, s))) / -(dot(g, s) + 0.5 * dot(s, times(h, s)))
        at_border = norm(s) >= 0.999 * radius
        if ratio < 0.25:
            radius /= 4
        elif ratio > 0.75 and at_border:
            radius = min(2 * radius, 1000)
        if ratio > 0.1:
            p = add(p, s)
        out.append(p)
    return out


def cubic(p, sigma, steps):
    out = [p]
    for _ in range(steps):
        g, h = slope(p), curvature(p)

        def shifted(r):
            m = [[h[0][0] + sigma * r, h[0][1]], [h[1][0], h[1][1] + sigma * r]]
            return [-t for t in solve(m, g)]
        lo, hi = 0.0, 1e3
        for _ in range(200):
            middle = (lo + hi) / 2
            lo, hi = (middle, hi) if norm(shifted(middle)) > middle else (lo, middle)
        s = shifted(hi)
        model = dot(g, s) + 0.5 * dot(s, times(h, s)) + sigma / 3 * norm(s) ** 3
        ratio = (bowl(p) - bowl(add(p, s))) / -model
        if ratio >= 0.1:
            p = add(p, s)
        sigma = sigma / 2 if ratio > 0.9 else 2 * sigma if ratio < 0.1 else sigma
        out.append(p)
    return out


def levenberg_marquardt(p, first, steps):
    out, mu, growth = [p], None, 2
    for _ in range(steps):
        j = rosen_jacobian(p)
        r = [10 * (p[1] - p[0] ** 2), 1 - p[0]]
        a = [[sum(j[k][i] * j[k][l] for k in range(2)) for l in range(2)] for i in range(2)]
        g = [sum(j[k][i] * r[k] for k in range(2)) for i in range(2)]
        mu = first * max(a[0][0], a[1][1]) if mu is None else mu
        d = [-t for t in solve([[a[0][0] + mu, a[0][1]], [a[1][0], a[1][1] + mu]], g)]
        ratio = (rosen(p) - rosen(add(p, d))) / (0.5 * dot(d, [mu * s - t for s, t in zip(d, g)]))
        if ratio > 0:
            p, mu, growth = add(p, d), mu * max(1 / 3, 1 - (2 * ratio - 1) ** 3), 2
        else:
            mu, growth = mu * growth, 2 * growth
        out.append(p)
    return out


def nelder_mead(p, size, steps):
    corners = sorted([p, [p[0] + size, p[1]], [p[0], p[1] + size]], key=bowl)
    out = [p]
    for _ in range(steps):
        a, b, c = corners
        m = [(s + t) / 2 for s, t in zip(a, b)]
        line = lambda t: add(m, add(c, m, -1), t)
        r = line(-1)
        if bowl(r) < bowl(a):
            e = line(-2)
            corners[2] = e if bowl(e) < bowl(r) else r
        elif bowl(r) < bowl(b):
            corners[2] = r
        else:
            k = line(-0.5) if bowl(r) < bowl(c) else line(0.5)
            if bowl(k) <= min(bowl(r), bowl(c)):
                corners[2] = k
            else:
                corners = [a] + [[(s + t) / 2 for s, t in zip(a, q)] for q in (b, c)]
        corners.sort(key=bowl)
        out.append(corners[0])
    return out


MASK = 2**64 - 1


def uniform(seed, i):
    """The counter-based generator: SplitMix64."""
    z = (seed + (i + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def normal(seed, i):
    return sqrt(-2 * log(1 - uniform(seed, 2 * i))) * cos(2 * pi * uniform(seed, 2 * i + 1))


def adahessian(p, lr, power, decay, seed, steps, b1=0.9, b2=0.999, eps=1e-4):
    m, s, out = [0, 0], [0, 0], [p]
    for k in range(1, steps + 1):
        g = slope(p)
        z = [-1 if uniform(seed, 2 * (k - 1) + i) < 0.5 else 1 for i in range(2)]
        d = [abs(t) for t in times(curvature(p), z)]
        m = [b1 * a + (1 - b1) * b for a, b in zip(m, g)]
        s = [b2 * a + (1 - b2) * b * b for a, b in zip(s, d)]
        v = [sqrt(a) ** power / sqrt(1 - b2**k) ** power + eps for a in s]
        p = [c - lr * (a / (1 - b1**k) / b + decay * c) for a, b, c in zip(m, v, p)]
        out.append(p)
    return out


def projected(p, g, u, delta, ratio):
    """In the plane a threshold above 1 projects always, one of 0 never."""
    cosine = abs(dot(p, g)) / (norm(p) * norm(g))
    if cosine >= delta / sqrt(2):
        return u, 1
    w = [t / (norm(p) + 1e-8) for t in p]
    return add(u, w, -dot(w, u)), ratio


def adamp(p, lr, decay, delta, steps, b1=0.9, b2=0.999, eps=1e-8):
    m, s, out = [0, 0], [0, 0], [p]
    for k in range(1, steps + 1):
        g = slope(p)
        m = [b1 * a + (1 - b1) * b for a, b in zip(m, g)]
        s = [b2 * a + (1 - b2) * b * b for a, b in zip(s, g)]
        u = [a / (1 - b1**k) / (sqrt(b) / sqrt(1 - b2**k) + eps) for a, b in zip(m, s)]
        u, factor = projected(p, g, u, delta, 0.1)
        p = add([t * (1 - lr * decay * factor) for t in p], u, -lr)
        out.append(p)
    return out


def sgdp(p, lr, beta, decay, delta, steps):
    v, out = [0, 0], [p]
    for _ in range(steps):
        g = slope(p)
        v = [beta * a + b for a, b in zip(v, g)]
        u, factor = projected(p, g, v, delta, 0.1)
        p = add([t * (1 - lr * decay * factor / (1 - beta)) for t in p], u, -lr)
        out.append(p)
    return out


def diffgrad(p, lr, steps, b1=0.9, b2=0.999, eps=1e-8):
    m, s, last, out = [0, 0], [0, 0], [0, 0], [p]
    for k in range(1, steps + 1):
        g = slope(p)
        m = [b1 * a + (1 - b1) * b for a, b in zip(m, g)]
        s = [b2 * a + (1 - b2) * b * b for a, b in zip(s, g)]
        xi = [1 / (1 + exp(-abs(a - b))) for a, b in zip(last, g)]
        last = g
        p = [c - lr * sqrt(1 - b2**k) / (1 - b1**k) * x * a / (sqrt(b) + eps)
             for a, b, c, x in zip(m, s, p, xi)]
        out.append(p)
    return out


def adamhd(p, lr, decay, delta, adaptive, rho, steps, b1=0.9, b2=0.999, eps=1e-8):
    m, s, scale, out = [0, 0], [0, 0], None, [p]
    tau = lr * decay
    for k in range(1, steps + 1):
        size = (abs(p[0]) + abs(p[1])) / 2
        scale = size if scale is None else rho * scale + (1 - rho) * size
        bend = delta * scale if adaptive else delta
        g = slope(p)
        m = [b1 * a + (1 - b1) * b for a, b in zip(m, g)]
        s = [b2 * a + (1 - b2) * b * b for a, b in zip(s, g)]
        q = [c - lr * (a / (1 - b1**k)) / (sqrt(b / (1 - b2**k)) + eps)
             for a, b, c in zip(m, s, p)]
        p = [t / (1 + tau) if abs(t) <= (1 + tau) * bend else t - copysign(tau * bend, t)
             for t in q]
        out.append(p)
    return out


def mfac(p, lr, beta, decay, window, damping, steps):
    """The Fisher matrix inverted as it stands."""
    rows, v, out = [], [0, 0], [p]
    for _ in range(steps):
        g = add(slope(p), p, decay)
        rows = (rows + [g])[-window:]
        fisher = [[damping * (i == j) + sum(r[i] * r[j] for r in rows) / window for j in range(2)]
                  for i in range(2)]
        v = [beta * a + (1 - beta) * b for a, b in zip(v, solve(fisher, g))]
        p = add(p, v, -lr)
        out.append(p)
    return out


def normalised_smoothness(p, gamma, steps):
    out = [p]
    for _ in range(steps):
        g, h = slope(p), curvature(p)
        for _ in range(40):
            lam = norm(g) / (gamma + 1e-8)
            d = solve([[h[0][0] + lam, h[0][1]], [h[1][0], h[1][1] + lam]], [-t for t in g])
            after = slope(add(p, d))
            if bowl(p) - bowl(add(p, d)) >= dot(after, after) / (8 * lam):
                gamma *= 2
                break
            gamma /= 2
        p = add(p, d)
        out.append(p)
    return out


def root(m):
    """The symmetric root of a positive 2 x 2 matrix, and its inverse."""
    d = sqrt(m[0][0] * m[1][1] - m[0][1] * m[1][0])
    t = sqrt(m[0][0] + m[1][1] + 2 * d)
    r = [[(m[0][0] + d) / t, m[0][1] / t], [m[1][0] / t, (m[1][1] + d) / t]]
    return r, [[r[1][1] / d, -r[0][1] / d], [-r[1][0] / d, r[0][0] / d]]


def cma_es(p, sigma, seed, steps):
    n, lam = 2, 4 + int(3 * log(2))
    w = [log((lam + 1) / 2) - log(i + 1) for i in range(lam // 2)]
    w = [t / sum(w) for t in w]
    mu = 1 / dot(w, w)
    cs = (mu + 2) / (n + mu + 5)
    ds = 1 + 2 * max(0, sqrt((mu - 1) / (n + 1)) - 1) + cs
    cc = (4 + mu / n) / (n + 4 + 2 * mu / n)
    c1 = 2 / ((n + 1.3) ** 2 + mu)
    cmu = min(1 - c1, 2 * (0.25 + mu + 1 / mu - 2) / ((n + 2) ** 2 + mu))
    chi = sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    c, ps, pc, out = [[1.0, 0.0], [0.0, 1.0]], [0, 0], [0, 0], [p]
    for g in range(steps):
        r, inverse = root(c)
        ys = [times(r, [normal(seed, (g * lam + k) * n + i) for i in range(n)])
              for k in range(lam)]
        ys.sort(key=lambda y: bowl(add(p, y, sigma)))
        move = [sum(a * y[i] for a, y in zip(w, ys)) for i in range(n)]
        p = add(p, move, sigma)
        ps = [(1 - cs) * a + sqrt(cs * (2 - cs) * mu) * b for a, b in zip(ps, times(inverse, move))]
        h = norm(ps) / sqrt(1 - (1 - cs) ** (2 * (g + 1))) < (1.4 + 2 / (n + 1)) * chi
        pc = [(1 - cc) * a + h * sqrt(cc * (2 - cc) * mu) * b for a, b in zip(pc, move)]
        c = [[(1 + (1 - h) * c1 * cc * (2 - cc) - c1 - cmu) * c[i][j] + c1 * pc[i] * pc[j]
              + cmu * sum(a * y[i] * y[j] for a, y in zip(w, ys)) for j in range(n)]
             for i in range(n)]
        sigma *= exp(cs / ds * (norm(ps) / chi - 1))
        out.append(p)
    return out


def consensus(p, count, spread, drift, noise, dt, alpha, seed, steps):
    draw = lambda k: [normal(seed, 2 * k), normal(seed, 2 * k + 1)]
    cloud, out = [add(p, draw(i), spread) for i in range(count)], [p]
    for k in range(1, steps + 1):
        values = [bowl(q) for q in cloud]
        w = [exp(-alpha * (v - min(values))) for v in values]
        c = [sum(a * q[i] for a, q in zip(w, cloud)) / sum(w) for i in range(2)]
        out.append(c)
        moved = []
        for i, q in enumerate(cloud):
            away = add(q, c, -1)
            moved.append(add(add(q, away, -drift * dt), draw(k * count + i),
                             noise * sqrt(dt) * norm(away)))
        cloud = moved
    return out


def emit(key, settings, iterates, objective=BOWL):
    points = ", ".join(" ".join(repr(float(t)) for t in p) for p in iterates)
    print(f"{key} | {settings} | {objective} | {points}")


START = [1.5, -0.75]
NCG_START = [2, -1.8]
RIDGE_STARTS = [[0.2, 0.1], [-0.9, -1.85]]
emit("gd", "lr=0.1", momentum(START, 0.1, 0, 4, False))
emit("momentum", "lr=0.05 momentum=0.8", momentum(START, 0.05, 0.8, 4, False))
emit("nesterov", "lr=0.05 momentum=0.8", momentum(START, 0.05, 0.8, 4, True))
emit("sgd", "lr=0.05 momentum=0.8 decay=0.1", sgd(START, 0.05, 0.8, 0.1, 4))
emit("adagrad", "lr=0.3 epsilon=0.001", scaled(START, 0.3, 1e-3, 4, None))
emit("rmsprop", "lr=0.1 rho=0.9 epsilon=0.001", scaled(START, 0.1, 1e-3, 4, 0.9))
emit("adam", "lr=0.2 beta1=0.8 beta2=0.95", adam(START, 5, "adam", 0.2, 0.8, 0.95))
emit("adamw", "lr=0.2 decay=0.1", adam(START, 5, "adamw", 0.2, decay=0.1))
emit("amsgrad", "lr=0.1 beta2=0.5", adam(START, 6, "amsgrad", 0.1, b2=0.5))
emit("nadam", "lr=0.2", adam(START, 5, "nadam", 0.2))
emit("lion", "lr=0.1 decay=0.2", lion(START, 0.1, 0.9, 0.99, 0.2, 5))
emit("lamb", "lr=0.1 decay=0.05", adam(START, 5, "lamb", 0.1, eps=1e-6, decay=0.05))
emit("lbfgs", "memory=10", lbfgs(START, 5, 10))
emit("lbfgs", "memory=2", lbfgs(START, 7, 2))
assert norm(add(lbfgs(START, 7, 2)[-1], lbfgs(START, 7, 10)[-1], -1)) > 1e-7
# With exact line searches, which cubics through parabolas are, two conjugate directions end at the
# minimum of a quadratic in the plane; the first step is g·g / g·Ag = 500/9000 long.
emit("ncg", "", [[1, 1], [1 - 20 / 18, 1 - 10 / 18], [0, 0]], "f(x, y) = 10 x^2 + 5 y^2")
hollow()
emit("ncg", "", ncg(NCG_START, 3), HOLLOW)
plain_bowl()
emit("newton", "smallest=0.000001", newton(START, 4))
emit("newton_cg", "", newton_cg(START, 4))
emit("trust_region", "first=0.4", trust_region(START, 0.4, 5))
ridge()
for key, settings, steps in (("newton_cg", "", lambda p: newton_cg(p, 5)),
                             ("trust_region", "first=0.4", lambda p: trust_region(p, 0.4, 6))):
    endings.clear()
    for start in RIDGE_STARTS:
        emit(key, settings, steps(start), RIDGE)
    # Negative curvature was met at once, and after a first step of conjugate gradients.
    assert {(0, True), (1, True)} <= set(endings)
plain_bowl()
emit("cubic", "first=2", cubic(START, 2.0, 5))
emit("levenberg_marquardt", "first=0.001", levenberg_marquardt([-1.2, 1.0], 1e-3, 6), RESIDUALS)
emit("sam", "lr=0.1 rho=0.2", sam(START, 0.1, 0.2, 4))
emit("nelder_mead", "size=0.5", nelder_mead(START, 0.5, 12))
emit("cma_es", "first=0.4 seed=3", cma_es(START, 0.4, 3, 8))
emit("adahessian", "power=0.5 decay=0.1 seed=5", adahessian(START, 0.15, 0.5, 0.1, 5, 5))
emit("adamp", "lr=0.1 decay=0.2 delta=1.39", adamp(START, 0.1, 0.2, 1.39, 8))
emit("sgdp", "lr=0.05 momentum=0.5 decay=0.2 delta=0.9", sgdp(START, 0.05, 0.5, 0.2, 0.9, 8))
emit("diffgrad", "lr=0.2", diffgrad(START, 0.2, 5))
emit("adamhd", "lr=0.2 decay=0.5 delta=0.9 adaptive=1 rho=0.8",
     adamhd(START, 0.2, 0.5, 0.9, True, 0.8, 5))
emit("mfac", "lr=0.05 momentum=0.5 decay=0.1 window=3 damping=0.2",
     mfac(START, 0.05, 0.5, 0.1, 3, 0.2, 6))
emit("gns", "first=8", normalised_smoothness(START, 8.0, 4))
emit("consensus", "particles=6 spread=0.5 time_step=0.1 alpha=10 seed=2",
     consensus(START, 6, 0.5, 1, 1.6, 0.1, 10, 2, 5))
