"""Keras on TensorFlow: the same models, loss and optimiser, in every configuration that could be the fastest.

variant.kind
  fit       model.fit on arrays
  loop      a tf.function that takes many steps a call on resident data, with the optimiser's own apply
variant.stepsPerExecution    steps in one call of either
variant.jit                  "auto" (the default), true or false: XLA
variant.threads              TensorFlow's threads; oneDNN is set by the parent, through the environment
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

from workload import answer, confusion_matrix, read_data, read_task

EPSILON = 1e-7


def dense_stack(x, units, classes):
    for count in units:
        x = layers.Dense(count, activation="relu", kernel_initializer="he_uniform")(x)
    return layers.Dense(classes)(x)


def cnn(x, filters, kernel, units, classes):
    for count in filters:
        x = layers.Conv2D(count, kernel, padding="same", activation="relu", kernel_initializer="he_uniform")(x)
        x = layers.MaxPooling2D()(x)
    return dense_stack(layers.Flatten()(x), [units], classes)


def convolution(x, filters, kernel, stride):
    x = layers.Conv2D(filters, kernel, stride, "same", use_bias=False, kernel_initializer="he_uniform")(x)
    return layers.BatchNormalization()(x)


def resnet(x, filters, classes):
    """Basic residual blocks (He et al. 2016); a 1×1 convolution where the shape changes."""
    x = layers.ReLU()(convolution(x, filters[0], 3, 1))
    for i, count in enumerate(filters):
        stride = 1 if i == 0 else 2
        body = layers.ReLU()(convolution(x, count, 3, stride))
        body = convolution(body, count, 3, 1)
        shortcut = x if i == 0 else convolution(x, count, 1, stride)
        x = layers.ReLU()(layers.Add()([body, shortcut]))
    return layers.Dense(classes)(layers.GlobalAveragePooling2D()(x))


def build(model, shape, classes):
    x = keras.Input(shape)
    if model["kind"] == "dense":
        y = dense_stack(x, model["layers"], classes)
    elif model["kind"] == "cnn":
        y = cnn(x, model["filters"], model["kernelSize"], model["dense"], classes)
    else:
        y = resnet(x, model["filters"], classes)
    return keras.Model(x, y)


def focal_loss(gamma):
    """(1 - p)^γ · ce of each sample. A γ of 2 is a plain square, which is what a careful person would write."""

    def loss(labels, logits):
        labels = tf.reshape(tf.cast(labels, tf.int32), [-1])
        entropy = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        u = 1 - tf.exp(-entropy)
        factor = u * u if isinstance(gamma, float) and gamma == 2.0 else tf.maximum(u, 1e-12) ** gamma
        return factor * entropy

    return loss


class KerasTrainer:
    def __init__(self, task):
        self.variant = task["variant"]
        self.batch = task["batchSize"]
        self.classes = task["classes"]
        threads = self.variant["threads"]
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
        keras.utils.set_random_seed(task["seed"])
        self.data = {name: (x, y.astype(np.int32)) for name, (x, y) in read_data(task).items()}
        self.is_sweep = task["mode"] == "sweep"
        self.gamma = tf.Variable(task["gamma"], dtype=tf.float32) if self.is_sweep else float(task["gamma"])
        self.loss = focal_loss(self.gamma)
        self.model = build(task["model"], task["inputShape"], self.classes)
        self.optimizer = keras.optimizers.Adam(task["learningRate"], 0.9, 0.999, EPSILON)
        self.steps = self.variant.get("stepsPerExecution", 1)
        if self.variant["kind"] == "fit":
            jit = self.variant["jit"]
            self.model.compile(
                self.optimizer, self.loss, steps_per_execution=self.steps, jit_compile="auto" if jit == "auto" else jit
            )
        else:
            self.make_loop()
        self.predict = tf.function(lambda x: self.model(x, training=False))

    def make_loop(self):
        self.optimizer.build(self.model.trainable_variables)
        self.resident = [tf.constant(part) for part in self.data["train"]]
        variables = self.model.trainable_variables

        def one_step(x, y):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(self.loss(y, self.model(x, training=True)))
            self.optimizer.apply(tape.gradient(loss, variables), variables)
            return loss

        @tf.function(jit_compile=self.variant["jit"])
        def many_steps(rows):
            loss = tf.constant(0.0)
            for i in tf.range(tf.shape(rows)[0]):
                x, y = [tf.gather(part, rows[i]) for part in self.resident]
                loss = one_step(x, y)
            return loss

        self.many_steps = many_steps

    def loop_calls(self):
        """Row numbers [steps, batch] of each call in an epoch; those left over come one batch a call."""
        count = len(self.data["train"][1])
        order = np.random.permutation(count).astype(np.int32)
        whole = count // self.batch
        for start in range(0, whole, self.steps):
            end = min(start + self.steps, whole)
            yield order[start * self.batch : end * self.batch].reshape(end - start, self.batch)
        if count % self.batch:
            yield order[whole * self.batch :].reshape(1, -1)

    def throughput(self, box):
        if self.variant["kind"] == "loop":
            while True:
                for rows in self.loop_calls():
                    float(self.many_steps(rows))
                    if not box.add(rows.size):
                        return box.result()
        trainer, examples = self, len(self.data["train"][1])

        class Stopwatch(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                if not box.add(examples):
                    trainer.model.stop_training = True

        self.fit(epochs=1_000_000, callbacks=[Stopwatch()])
        return box.result()

    def fit(self, **options):
        x, y = self.data["train"]
        self.model.fit(x, y, batch_size=self.batch, verbose=0, **options)

    def train_epoch(self):
        if self.variant["kind"] == "fit":
            return self.fit(epochs=1)
        for rows in self.loop_calls():
            loss = self.many_steps(rows)
        float(loss)

    def evaluate(self, split):
        x, y = self.data[split]
        logits = self.predict(x)
        loss = float(tf.reduce_mean(self.loss(y, logits)))
        return loss, confusion_matrix(y, np.argmax(logits, 1), self.classes)

    def reset(self, seed, learning_rate, gamma):
        """Weights, slots and settings of a new run, in place: traced functions stay."""
        random = np.random.default_rng(seed)
        for layer in self.model.layers:
            for variable in layer.weights:
                variable.assign(initial_value(variable, layer, random))
        for variable in self.optimizer.variables:
            variable.assign(tf.zeros_like(variable))
        self.optimizer.learning_rate = learning_rate
        if self.is_sweep:
            self.gamma.assign(gamma)

    def warm_up(self):
        self.train_epoch()
        self.evaluate("validation")

    def parameter_count(self):
        return sum(int(np.prod(variable.shape)) for variable in self.model.trainable_variables)


def initial_value(variable, layer, random):
    if variable.name == "kernel":
        initializer = type(layer.kernel_initializer)(seed=int(random.integers(2**31)))
        return initializer(variable.shape, "float32")
    return np.full(variable.shape, 1.0 if variable.name in ("gamma", "moving_variance") else 0.0, np.float32)


if __name__ == "__main__":
    task = read_task()
    answer(task, KerasTrainer(task))
