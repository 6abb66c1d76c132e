"""Images: convolution and augmentation."""
