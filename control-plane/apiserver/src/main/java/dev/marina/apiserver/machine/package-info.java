/// How further machines come into an installation, and whose certificates are taken of those that have: an operator's token lets one machine sign in
/// under one name once, and the name's Machine says by which key it does from then on. Deleting the Machine takes all of it back.
package dev.marina.apiserver.machine;
