# The table of contents, in the lectures' order.
# ruff: isort: skip_file

# How neural models of language grew
from .history.timeline import timeline_lab as timeline_lab

# From features to scores, from scores to a loss
from .scores.cross_entropy import cross_entropy_lab as cross_entropy_lab
from .scores.dot_product import dot_product_lab as dot_product_lab
from .scores.hinge import hinge_lab as hinge_lab
from .scores.logistic import logistic_lab as logistic_lab
from .scores.softmax import softmax_lab as softmax_lab

# Ways down a loss
from .descent.descent import descent_lab as descent_lab
from .descent.loss_surface import loss_surface as loss_surface
from .descent.numerical_derivative import numerical_derivative_lab as numerical_derivative_lab
from .descent.optimizers import optimizers_lab as optimizers_lab
from .descent.random_search import random_search_lab as random_search_lab
from .descent.sgd import sgd_lab as sgd_lab

# What a network computes, forwards and backwards
from .networks.activations import activations_lab as activations_lab
from .networks.backprop.backprop import backprop_lab as backprop_lab
from .networks.forward import forward_lab as forward_lab
from .networks.graphs import graphs_lab as graphs_lab
from .networks.linear_collapse import linear_collapse_lab as linear_collapse_lab

# What makes a network learn
from .training.dropout import dropout_lab as dropout_lab
from .training.early_stopping import early_stopping_lab as early_stopping_lab
from .training.initialization import initialization_lab as initialization_lab
from .training.normalization import normalization_lab as normalization_lab
from .training.penalties import penalties_lab as penalties_lab
from .training.training import training_lab as training_lab

# Images
from .images.augmentation import augmentation_lab as augmentation_lab
from .images.convolution import convolution_lab as convolution_lab

# Recurrent cells, what they write, and their gradients
from .sequences.clipping import clipping_lab as clipping_lab
from .sequences.rnn_cells import rnn_cells_lab as rnn_cells_lab
from .sequences.text_generation import text_generation_lab as text_generation_lab
from .sequences.vanishing_gradient import vanishing_gradient_lab as vanishing_gradient_lab

# Text as counts
from .words.bag_of_words import bag_of_words_lab as bag_of_words_lab
from .words.collocations import collocations_lab as collocations_lab
from .words.preprocessing import preprocessing_lab as preprocessing_lab
from .words.stemming import stemming_lab as stemming_lab
from .words.text_classification import text_classification_lab as text_classification_lab
from .words.tfidf import tfidf_lab as tfidf_lab
from .words.wordnet import wordnet_lab as wordnet_lab

# Words as vectors
from .vectors.analogy import analogy_lab as analogy_lab
from .vectors.cooccurrence import cooccurrence_lab as cooccurrence_lab
from .vectors.one_hot import one_hot_lab as one_hot_lab
from .vectors.sampling import sampling_lab as sampling_lab
from .vectors.word2vec import word2vec_lab as word2vec_lab
from .vectors.word2vec_pairs import word2vec_pairs_lab as word2vec_pairs_lab
from .vectors.word2vec_training import word2vec_training_lab as word2vec_training_lab
from .vectors.word_cloud import word_cloud as word_cloud

# Sentences read and tagged
from .reading.confusion import confusion_lab as confusion_lab
from .reading.padding import padding_lab as padding_lab
from .reading.sentence_reader import sentence_reader_lab as sentence_reader_lab
from .reading.tagging import tagging_lab as tagging_lab
from .reading.viterbi import viterbi_lab as viterbi_lab

# Models of language, decoding and translation
from .language.alignment import alignment_lab as alignment_lab
from .language.beam import beam_lab as beam_lab
from .language.bleu import bleu_lab as bleu_lab
from .language.bpe import bpe_lab as bpe_lab
from .language.decoding import decoding_lab as decoding_lab
from .language.edit_distance import edit_distance_lab as edit_distance_lab
from .language.next_token_loss import next_token_loss_lab as next_token_loss_lab
from .language.ngram import ngram_lab as ngram_lab
from .language.seq2seq import seq2seq_lab as seq2seq_lab

# Attention and the transformer
from .attention.layer_norm import layer_norm_lab as layer_norm_lab
from .attention.positions import positions_lab as positions_lab
from .attention.self_attention import self_attention_lab as self_attention_lab
from .attention.transformer import transformer_lab as transformer_lab

# What a trained model passes on, and ranking
from .transfer.masked_words import masked_words_lab as masked_words_lab
from .transfer.ranking import ranking_lab as ranking_lab
from .transfer.transfer import transfer_lab as transfer_lab

# Learning from rewards
from .reinforcement.actor_critic import actor_critic_lab as actor_critic_lab
from .reinforcement.cart_pole import cart_pole_lab as cart_pole_lab
from .reinforcement.cross_entropy_method import cross_entropy_method_lab as cross_entropy_method_lab
from .reinforcement.deep_q import deep_q_lab as deep_q_lab
from .reinforcement.overestimation import overestimation_lab as overestimation_lab
from .reinforcement.policy_gradient import policy_gradient_lab as policy_gradient_lab
from .reinforcement.returns import returns_lab as returns_lab
from .reinforcement.temporal_difference import temporal_difference_lab as temporal_difference_lab
from .reinforcement.value_iteration import value_iteration_lab as value_iteration_lab
