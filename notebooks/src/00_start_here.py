# %% [markdown]
# # Start here
#
# Run the cell below with Shift+Enter.

# %%
import lessonlib

lessonlib.__name__
