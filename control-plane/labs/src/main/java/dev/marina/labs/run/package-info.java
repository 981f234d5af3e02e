/// The controller of runs of labs (`labruns.learn.marina.dev`): makes what a lab begins with, grades with every change that concerns it, resets,
/// and breaks what a lab breaks. Watches every type, of clusters that have runs, by [dev.marina.labs.run.RunSource]; writes the status of runs, and
/// what labs make in their namespaces. What it needs to know is in the runs and in the cluster's log: killed, it goes on where it was.
package dev.marina.labs.run;
