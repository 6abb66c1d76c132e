from .freezing import freeze as freeze
from .masked_words import mask_tokens as mask_tokens
from .ranking import mean_reciprocal_rank as mean_reciprocal_rank
from .ranking import recall_at_k as recall_at_k
from .ranking_losses import in_batch_loss as in_batch_loss
from .ranking_losses import triplet_loss as triplet_loss
