"""Local stand-ins for the services HotelMate talks to: the real protocol, and the real refusals."""
