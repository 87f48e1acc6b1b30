/** What a person can choose from in a run, free of zod so that the window can list it. */
export const imbalanceShapes = ['exp', 'step'] as const
export const activations = ['relu', 'elu', 'gelu', 'tanh', 'sigmoid'] as const
export const lossActivations = ['softmax', 'sigmoid'] as const
export const softmaxLossKinds = ['ce', 'focal', 'flsd53', 'ldam', 'balancedSoftmax'] as const
export const sigmoidLossKinds = ['ce', 'focal', 'asymmetric'] as const
export const lossKinds = ['ce', 'focal', 'flsd53', 'ldam', 'balancedSoftmax', 'asymmetric'] as const
export const alphaSchemes = ['none', 'balanced', 'inverseSquareRoot', 'effective'] as const
/** Sigmoid losses: α for every element, or α for positives and 1 - α for negatives. */
export const alphaModes = ['uniform', 'positiveNegative'] as const
/** How γ goes over the epochs: as it is, straight from γ to its end, or at its end from one epoch on. */
export const gammaSchedules = ['constant', 'linear', 'step'] as const
export const reductions = ['mean', 'weightedMean'] as const
export const optimizerKinds = ['sgd', 'momentum', 'adam', 'rmsprop'] as const
/** Which training samples an epoch shows; progressive goes from instance to classAware. */
export const samplingSchemes = ['instance', 'squareRoot', 'classAware', 'progressive'] as const
export const schedules = ['constant', 'cosine'] as const
/** Metrics that choose the best epoch and stop early; read on the validation split. */
export const watchedMetrics = ['balancedAccuracy', 'accuracy', 'macroF1', 'loss', 'crossEntropy'] as const
