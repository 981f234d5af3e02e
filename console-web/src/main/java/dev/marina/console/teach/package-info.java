/// Classes: the teacher's list and the live matrix of one, and the page where a learner joins. What is shown is what the REST API says; who may see it, the REST API
/// decides.
package dev.marina.console.teach;
