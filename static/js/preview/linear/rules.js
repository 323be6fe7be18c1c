/** The update rules a preview knows, on numbers in the order of `engine/rules/`; the others wait for the server. */

const zeros = (w) => new Array(w.length).fill(0);

/** One function a rule: (w, g, lr, t) moves w in place; `hyper` reads its own numbers once. */
export const RULES = {
  sgd: () => (w, g, lr) => w.forEach((_, j) => { w[j] -= g[j] * lr; }),

  momentum: (hyper) => {
    const mu = hyper("mu");
    let v = null;
    return (w, g, lr) => {
      v ??= zeros(w);
      w.forEach((_, j) => {
        v[j] = v[j] * mu - g[j] * lr;
        w[j] += v[j];
      });
    };
  },

  nesterov: (hyper) => {
    const mu = hyper("mu");
    let v = null;
    return (w, g, lr) => {
      v ??= zeros(w);
      w.forEach((_, j) => {
        w[j] -= v[j] * mu;
        v[j] = v[j] * mu - g[j] * lr;
        w[j] += v[j] * (1 + mu);
      });
    };
  },

  adagrad: (hyper) => {
    const eps = hyper("eps");
    let cache = null;
    return (w, g, lr) => {
      cache ??= zeros(w);
      w.forEach((_, j) => {
        cache[j] += g[j] * g[j];
        w[j] -= (g[j] / (Math.sqrt(cache[j]) + eps)) * lr;
      });
    };
  },

  rmsprop: (hyper) => {
    const [rho, eps] = [hyper("rho"), hyper("eps")];
    let cache = null;
    return (w, g, lr) => {
      cache ??= zeros(w);
      w.forEach((_, j) => {
        cache[j] = cache[j] * rho + g[j] * g[j] * (1 - rho);
        w[j] -= (g[j] / (Math.sqrt(cache[j]) + eps)) * lr;
      });
    };
  },

  adam: (hyper) => {
    const [beta1, beta2, eps] = [hyper("beta1"), hyper("beta2"), hyper("eps")];
    let [m, v] = [null, null];
    return (w, g, lr, t) => {
      m ??= zeros(w);
      v ??= zeros(w);
      const rate = lr / (1 - beta1 ** t);
      w.forEach((_, j) => {
        m[j] = m[j] * beta1 + g[j] * (1 - beta1);
        v[j] = v[j] * beta2 + g[j] * g[j] * (1 - beta2);
        w[j] -= (m[j] / (Math.sqrt(v[j] / (1 - beta2 ** t)) + eps)) * rate;
      });
    };
  },
};
