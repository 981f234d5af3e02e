/// How it stands with a run's goals, as pure functions of what its cluster was at each change: [dev.marina.labs.grading.Grading].
package dev.marina.labs.grading;
