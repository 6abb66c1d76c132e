"""The labs: ``from lessonlib.labs import optimizers_lab``."""

from lessonlib.labs.activations import activations_lab
from lessonlib.labs.analogy import analogy_lab
from lessonlib.labs.augmentation import augmentation_lab
from lessonlib.labs.backprop import backprop_lab
from lessonlib.labs.bag_of_words import bag_of_words_lab
from lessonlib.labs.clipping import clipping_lab
from lessonlib.labs.collocations import collocations_lab
from lessonlib.labs.convolution import convolution_lab
from lessonlib.labs.cooccurrence import cooccurrence_lab
from lessonlib.labs.cross_entropy import cross_entropy_lab
from lessonlib.labs.descent import descent_lab
from lessonlib.labs.dot_product import dot_product_lab
from lessonlib.labs.dropout import dropout_lab
from lessonlib.labs.early_stopping import early_stopping_lab
from lessonlib.labs.forward import forward_lab
from lessonlib.labs.graphs import graphs_lab
from lessonlib.labs.hinge import hinge_lab
from lessonlib.labs.initialization import initialization_lab
from lessonlib.labs.linear_collapse import linear_collapse_lab
from lessonlib.labs.logistic import logistic_lab
from lessonlib.labs.normalization import normalization_lab
from lessonlib.labs.numerical_derivative import numerical_derivative_lab
from lessonlib.labs.one_hot import one_hot_lab
from lessonlib.labs.optimizers import optimizers_lab
from lessonlib.labs.penalties import penalties_lab
from lessonlib.labs.preprocessing import preprocessing_lab
from lessonlib.labs.random_search import random_search_lab
from lessonlib.labs.rnn_cells import rnn_cells_lab
from lessonlib.labs.sampling import sampling_lab
from lessonlib.labs.sgd import sgd_lab
from lessonlib.labs.softmax import softmax_lab
from lessonlib.labs.stemming import stemming_lab
from lessonlib.labs.text_classification import text_classification_lab
from lessonlib.labs.text_generation import text_generation_lab
from lessonlib.labs.tfidf import tfidf_lab
from lessonlib.labs.training import training_lab
from lessonlib.labs.vanishing_gradient import vanishing_gradient_lab
from lessonlib.labs.word2vec_pairs import word2vec_pairs_lab
from lessonlib.labs.word2vec_training import word2vec_training_lab
from lessonlib.labs.wordnet import wordnet_lab

__all__ = [
    "activations_lab",
    "analogy_lab",
    "augmentation_lab",
    "backprop_lab",
    "bag_of_words_lab",
    "clipping_lab",
    "collocations_lab",
    "convolution_lab",
    "cooccurrence_lab",
    "cross_entropy_lab",
    "descent_lab",
    "dot_product_lab",
    "dropout_lab",
    "early_stopping_lab",
    "forward_lab",
    "graphs_lab",
    "hinge_lab",
    "initialization_lab",
    "linear_collapse_lab",
    "logistic_lab",
    "normalization_lab",
    "numerical_derivative_lab",
    "one_hot_lab",
    "optimizers_lab",
    "penalties_lab",
    "preprocessing_lab",
    "random_search_lab",
    "rnn_cells_lab",
    "sampling_lab",
    "sgd_lab",
    "softmax_lab",
    "stemming_lab",
    "text_classification_lab",
    "text_generation_lab",
    "tfidf_lab",
    "training_lab",
    "vanishing_gradient_lab",
    "word2vec_pairs_lab",
    "word2vec_training_lab",
    "wordnet_lab",
]
