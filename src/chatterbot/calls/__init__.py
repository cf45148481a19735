"""A voice call at run time: joining and staying, who may be heard, what is said and written down."""
