"""Small pictures that stand for photographs of building sites: evidence has to be a real file of its kind."""
import io

from PIL import Image, ImageDraw

SKY, GROUND, WALL, WINDOW = (206, 222, 236), (168, 154, 132), (196, 190, 180), (96, 112, 128)


def site(number: int) -> bytes:
    """Return a PNG of a building with ``number`` % 9 + 1 storeys; another number gives other bytes."""
    image = Image.new("RGB", (240, 160), SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 130, 239, 159), GROUND)
    for storey in range(number % 9 + 1):
        top = 118 - storey * 13
        draw.rectangle((80, top, 160, top + 12), WALL)
        for left in range(86, 156, 18):
            draw.rectangle((left, top + 3, left + 8, top + 9), WINDOW)
    # a mark of two pixels per bit keeps pictures of equally high buildings apart
    for bit in range(16):
        if number >> bit & 1:
            draw.rectangle((4 + bit * 4, 152, 5 + bit * 4, 155), WINDOW)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


# a paper that was put on the scanner
SCAN = [("扫描件.png", site(903))]
