/** Figures that the policies were specified with, on the H100 trace of the SkyNomad artifact: mean costs by setting. */
export const specified: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '24 h / 10 min': {
    optimum: 0.3997,
    'late-burst': 0.4347,
    'paced-burst': 0.4296,
    'slack-ratio': 0.4464,
    'uniform-progress': 0.4797,
  },
  '24 h / 30 min': {
    optimum: 0.4405,
    'late-burst': 0.5141,
    'paced-burst': 0.4954,
    'slack-ratio': 0.5273,
    'uniform-progress': 0.6212,
  },
  '6 h / 10 min': {
    optimum: 0.4464,
    'late-burst': 0.5093,
    'paced-burst': 0.488,
    'slack-ratio': 0.5161,
    'uniform-progress': 0.5354,
  },
  '6 h / 30 min': {
    optimum: 0.5265,
    'late-burst': 0.6925,
    'paced-burst': 0.621,
    'slack-ratio': 0.7085,
    'uniform-progress': 0.8067,
  },
};
