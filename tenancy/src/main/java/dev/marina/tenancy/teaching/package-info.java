/// Classes: who teaches what to whom until when, how it goes in the learners' own clusters, and what is kept of it.
package dev.marina.tenancy.teaching;
