/// The images that every machine needs, made of the machine's own programs: said once, for whoever installs them and for whoever runs them.
package dev.marina.linux.image;
