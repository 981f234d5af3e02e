/// `helm` for the console's shell: Helm's own library (github.com/manusa/helm-java, which is Helm compiled into a library) with the words of its command. What
/// the library has not is made of what it has (`rollback`) or is said not to be there.
package dev.marina.helm;
