/// How a lab is tried, on pretended nodes and on real ones: what lies in its folder to try it by, and scripts as a learner's shell runs them.
package dev.marina.labs.trial;
