/// Labs: what there is to do ([dev.marina.labs.content]), how what is there is judged ([dev.marina.labs.grading]), and the controller that keeps
/// learners' runs ([dev.marina.labs.run]). Runs are objects of their clusters; nothing is started for a learner.
package dev.marina.labs;
