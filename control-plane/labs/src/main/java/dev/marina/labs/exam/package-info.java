/// Exams: timed sets of labs that say nothing of what was reached before they end. While one is written nothing is graded, so there is nothing that could
/// be found out; at its end everything is graded at once from what the cluster's log and archive have of that time.
package dev.marina.labs.exam;
