/// What an expert would look at first in a cluster, and before a change of its version: pure checks over one view of it, filtered by what who asks may get.
package dev.marina.apiserver.diagnosis;
