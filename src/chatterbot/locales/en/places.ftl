# Places: what holds in single channels and categories.

error-places-no-voice = 🚫 This server wants me to stay out of { $channel }. Somebody who manages it can change that in the settings, under Places.
error-places-too-many = 🚫 At most { $most } channels and categories can have settings of their own. Take one back first.
