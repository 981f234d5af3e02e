/// What a pod says of how its containers go on once they have ended, for the node that runs them and for those who suppose what one would do.
package dev.marina.model.restart;
