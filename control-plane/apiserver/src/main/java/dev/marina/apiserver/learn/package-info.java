/// How labs are served: the installation's labs as objects that are read, learners' runs as objects that are stored, texts and what happened
/// beside them. What a lab is and how a run is graded is known elsewhere; see [Labs].
package dev.marina.apiserver.learn;
